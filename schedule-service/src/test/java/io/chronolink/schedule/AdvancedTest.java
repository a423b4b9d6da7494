package io.chronolink.schedule;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Simple and advanced API are two views of the same periods (docs/dialects/schedule.md#advanced-periods). */
@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "schedule"))
class AdvancedTest {

    private static final String TIMES = ",\"startTime\":\"22:00\",\"stopTime\":\"23:30\"";

    private final ScheduleApi api = new ScheduleApi("advanced-" + UUID.randomUUID(), "hall");

    @BeforeEach
    void schedule() {
        api.admin().body("{\"name\":\"Hall\"}").put(api.groupPath()).then().statusCode(200);
        api.create("{\"name\":\"A\"}").statusCode(201);
    }

    @Test
    void theExampleOfTheSpecIsEchoed() {
        String example = "{\"name\":\"Maintenance window\",\"startDate\":\"2024-01-08\",\"endDate\":\"2024-01-08\","
                + "\"allDay\":false" + TIMES
                + ",\"recurrence\":{\"type\":\"weekly\",\"interval\":2,\"daysOfWeek\":[\"Monday\",\"Thursday\"],"
                + "\"endDate\":\"2024-12-31\"},\"active\":true}";

        advanced(example).statusCode(201).body(equalTo(example));

        api.admin()
                .get(advancedPath("A/Maintenance%20window/"))
                .then()
                .statusCode(200)
                .body(equalTo(example));
    }

    /** What is sent to the one API, and what the other one shows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'type':'Day of the week','dayOfWeek':'Friday','startTime':'9:05','stopTime':'10:00'}"
                        + "|{'startDate':'1970-01-02','endDate':'1970-01-02','allDay':false,'startTime':'9:05','stopTime':'10:00','recurrence':{'type':'weekly','interval':1,'daysOfWeek':['Friday']}}",
                "{'type':'Day of the month','dayOfMonth':31,'startTime':'22:00','stopTime':'6:00'}"
                        + "|{'startDate':'1970-01-31','endDate':'1970-02-01','allDay':false,'startTime':'22:00','stopTime':'6:00','recurrence':{'type':'monthlyByDay','interval':1,'dayOfMonth':31}}",
                "{'type':'Every day','startTime':'0:00','stopTime':'23:59'}"
                        + "|{'startDate':'1970-01-01','endDate':'1970-01-01','allDay':false,'startTime':'0:00','stopTime':'23:59','recurrence':{'type':'daily','interval':1}}",
                "{'type':'Day of the year','month':'December','dayOfMonth':25}"
                        + "|{'startDate':'1970-12-25','endDate':'1970-12-25','allDay':true,'recurrence':{'type':'yearlyByDay','interval':1,'dayOfMonth':25,'month':'December'}}",
                "{'type':'Date range','startDate':'2026-08-01','stopDate':'2026-08-14'}"
                        + "|{'startDate':'2026-08-01','endDate':'2026-08-14','allDay':true}",
                "{'type':'Date range','startDate':'2026-08-01','stopDate':'2026-08-14','startTime':'18:00','stopTime':'8:00'}"
                        + "|{'startDate':'2026-08-01','endDate':'2026-08-14','allDay':false,'startTime':'18:00','stopTime':'8:00'}",
            })
    void eachSimpleTypeIsOneEvent(String simple, String advanced) {
        String simplePeriod = named(simple);
        String advancedPeriod = named(advanced);

        api.admin()
                .body(simplePeriod)
                .post(api.path("A"))
                .then()
                .statusCode(201)
                .body(equalTo(simplePeriod));
        api.admin().get(advancedPath("A/P")).then().statusCode(200).body(equalTo(advancedPeriod));
        api.admin().delete(api.path("A/P")).then().statusCode(200);

        advanced(advancedPeriod).statusCode(201).body(equalTo(advancedPeriod));
        api.admin().get(api.path("A/P")).then().statusCode(200).body(equalTo(simplePeriod));
    }

    /** Each reason for code 62, which names the period. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'type':'weekly','interval':2,'daysOfWeek':['Monday']}|2026-01-05|2026-01-05|happens only every 2 weeks",
                "{'type':'weekly','daysOfWeek':['Monday','Friday']}|2026-01-05|2026-01-05|happens on several days of the week",
                "{'type':'weekly','daysOfWeek':['Monday'],'endDate':'2026-12-31'}|2026-01-05|2026-01-05|ends on 2026-12-31",
                "{'type':'weekly','daysOfWeek':['Monday'],'endOccurrence':3}|2026-01-05|2026-01-05|ends after 3 times",
                "{'type':'weekly','daysOfWeek':['Monday']}|2026-01-05|2026-01-06|lasts longer than a day",
                "{'type':'daily','interval':999}|2026-01-05|2026-01-05|happens only every 999 days",
                "{'type':'monthlyByDay','interval':99,'dayOfMonth':5}|2026-01-05|2026-01-05|happens only every 99 months",
                "{'type':'monthlyByWeek','dayOfWeek':'Monday','dayOfWeekInMonth':'First'}|2026-01-05|2026-01-05|goes by the week of the month",
                "{'type':'yearlyByDay','interval':2,'dayOfMonth':5,'month':'January'}|2026-01-05|2026-01-05|happens only every 2 years",
                "{'type':'yearlyByWeek','dayOfWeek':'Monday','dayOfWeekInMonth':'Last','month':'May'}|2026-05-25|2026-05-25|goes by the week of the month",
            })
    void whatIsNotSimpleAnswers62WithThePeriodAndTheReason(String recurrence, String start, String end, String reason) {
        advanced(named("{'startDate':'" + start + "','endDate':'" + end + "','startTime':'9:00','stopTime':'10:00',"
                        + "'recurrence':" + recurrence + "}"))
                .statusCode(201);
        String message = "Schedule period not compatible with simplified mode: \"P\" " + reason;

        for (String path : new String[] {"A/?full_list=true", "A/P/"}) {
            api.admin()
                    .get(api.path(path))
                    .then()
                    .statusCode(400)
                    .body("errors[0].code", equalTo(62))
                    .body("errors[0].name", equalTo("SCHEDULE_NOT_COMPATIBLE_SIMPLE_MODE"))
                    .body("errors[0].message", equalTo(message));
        }
        api.get("A").statusCode(200).body(equalTo("{\"name\":\"A\",\"periods\":[{\"name\":\"P\"}]}"));
        // Neither does the simple API change what it cannot show, but it may rename it and lay it to rest.
        api.admin()
                .body("{\"startTime\":\"9:30\"}")
                .put(api.path("A/P/"))
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo(62));
        api.update("A", "{\"periods\":[{\"name\":\"P\",\"newName\":\"Q\",\"active\":false}]}")
                .statusCode(200);
        api.admin()
                .get(advancedPath("A/Q"))
                .then()
                .body("active", equalTo(false))
                .body("startDate", equalTo(start))
                .body("startTime", equalTo("9:00"));
        // With a type it becomes another one.
        api.update(
                        "A",
                        "{\"periods\":[{\"name\":\"Q\",\"type\":\"Every day\",\"startTime\":\"1:00\",\"stopTime\":\"2:00\"}]}")
                .statusCode(200);
        api.admin().get(api.path("A/Q")).then().statusCode(200).body("type", equalTo("Every day"));
    }

    @Test
    void aStartThatDoesNotMatchMovesToTheFirstMatchWithItsEnd() {
        advanced(named("{'startDate':'2026-01-06','endDate':'2026-01-08','startTime':'9:00','stopTime':'10:00',"
                        + "'recurrence':{'type':'weekly','daysOfWeek':['Monday']}}"))
                .statusCode(201)
                .body("startDate", equalTo("2026-01-12"))
                .body("endDate", equalTo("2026-01-14"));
    }

    @Test
    void aMergeKeepsWhatItDoesNotName() {
        advanced(named("{'startDate':'2026-01-05','startTime':'22:00','stopTime':'6:00',"
                        + "'recurrence':{'type':'daily','interval':3,'endOccurrence':5}}"))
                .statusCode(201)
                .body("endDate", equalTo("2026-01-06"));

        put("{'startDate':'2026-02-01'}")
                .body("endDate", equalTo("2026-02-02"))
                .body("recurrence.interval", equalTo(3))
                .body("startTime", equalTo("22:00"));
        // It does not cross midnight any more.
        put("{'startTime':'5:00'}").body("endDate", equalTo("2026-02-01"));
        put("{'endDate':'2026-02-03'}").body("endDate", equalTo("2026-02-03"));
        put("{'allDay':true}")
                .body("startTime", equalTo(null))
                .body("allDay", equalTo(true))
                .body("endDate", equalTo("2026-02-03"));
        put("{'recurrence':null}").body("recurrence", equalTo(null));
        put("{'name':'Q','startDate':'2026-03-01'}").body("name", equalTo("Q")).body("endDate", equalTo("2026-03-03"));
    }

    @Test
    void theBeginningThatTheAdvancedApiGaveStaysInTheSimpleOne() {
        advanced(named("{'startDate':'2026-01-05','startTime':'9:00','stopTime':'10:00',"
                        + "'recurrence':{'type':'weekly','daysOfWeek':['Monday']}}"))
                .statusCode(201);

        api.admin()
                .body("{\"stopTime\":\"11:00\",\"dayOfWeek\":\"Tuesday\"}")
                .put(api.path("A/P"))
                .then()
                .statusCode(200);
        api.admin().get(advancedPath("A/P")).then().body("startDate", equalTo("2026-01-06"));

        // One that never had a beginning gets none.
        api.update(
                        "A",
                        "{\"periods\":[{\"name\":\"S\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"},{\"name\":\"S\",\"delete\":true},"
                                + "{\"name\":\"T\",\"type\":\"Day of the week\",\"dayOfWeek\":\"Friday\",\"startTime\":\"9:00\",\"stopTime\":\"10:00\"}]}")
                .statusCode(200);
        api.admin()
                .body("{\"dayOfWeek\":\"Thursday\"}")
                .put(api.path("A/T"))
                .then()
                .statusCode(200);
        api.admin().get(advancedPath("A/T")).then().body("startDate", equalTo("1970-01-01"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'startTime':'9:00','stopTime':'10:00'}|startDate",
                "{'startDate':'2026-1-5','startTime':'9:00','stopTime':'10:00'}|startDate",
                "{'startDate':'2026-02-29','startTime':'9:00','stopTime':'10:00'}|startDate",
                "{'startDate':7,'startTime':'9:00','stopTime':'10:00'}|startDate",
                "{'startDate':'2026-01-05','stopTime':'10:00'}|startTime",
                "{'startDate':'2026-01-05','startTime':'9:00'}|stopTime",
                "{'startDate':'2026-01-05','startTime':'9:00','stopTime':'9:00'}|differ",
                "{'startDate':'2026-01-05','endDate':'2026-01-04','startTime':'9:00','stopTime':'10:00'}|end",
                "{'startDate':'2026-01-05','endDate':'2026-01-04','allDay':true}|end",
                "{'startDate':'2026-01-05','allDay':true,'startTime':'9:00'}|allDay",
                "{'startDate':'2026-01-05','allDay':'yes'}|allDay",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':'daily'}|recurrence",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{}}|recurrence.type",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'hourly'}}|type",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'rule','rrule':'FREQ=DAILY'}}|recurrence.type",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'daily','interval':1000}}|interval",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'daily','interval':'1'}}|interval",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'weekly'}}|daysOfWeek",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'weekly','daysOfWeek':[]}}|daysOfWeek",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'weekly','daysOfWeek':['monday']}}|daysOfWeek",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'weekly','interval':100,'daysOfWeek':['Monday']}}|interval",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'monthlyByDay'}}|dayOfMonth",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'monthlyByWeek','dayOfWeek':'Monday'}}|dayOfWeekInMonth",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'monthlyByWeek','dayOfWeek':'Monday','dayOfWeekInMonth':'Fifth'}}|dayOfWeekInMonth",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'yearlyByDay','dayOfMonth':5}}|month",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'yearlyByDay','month':'February','dayOfMonth':30}}|recurrence",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'daily','endDate':'2026-12-31','endOccurrence':3}}|endOccurrence",
                "{'startDate':'2026-01-05','allDay':true,'recurrence':{'type':'daily','endDate':'2026-01-04'}}|recurrence",
                "{'startDate':'9999-12-31','allDay':true,'recurrence':{'type':'monthlyByDay','dayOfMonth':1}}|recurrence",
            })
    void badInputIsRefusedByName(String period, String named) {
        advanced(named(period))
                .statusCode(400)
                .body("errors[0].code", equalTo(902))
                .body("errors[0].message", containsString(named));
        api.get("A").body(equalTo("{\"name\":\"A\",\"periods\":[]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'type':'Every day'}|startTime",
                "{'type':'Every day','startTime':'9:00:30','stopTime':'10:00'}|startTime",
                "{'type':'Day of the week','dayOfWeek':'Friday'}|startTime",
                "{'type':'Day of the year','dayOfMonth':25}|month",
                "{'type':'Day of the year','month':'Dezember','dayOfMonth':25}|month",
                "{'type':'Day of the year','month':'February','dayOfMonth':30}|recurrence",
                "{'type':'Day of the year','month':'May','dayOfMonth':1,'startTime':'9:00'}|stopTime",
                "{'type':'Date range'}|startDate",
                "{'type':'Date range','startDate':'2026-08-14','stopDate':'2026-08-01'}|end",
            })
    void badSimplePeriodsAreRefusedByName(String period, String named) {
        api.admin()
                .body(named(period))
                .post(api.path("A"))
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo(902))
                .body("errors[0].message", containsString(named));
    }

    private ValidatableResponse put(String body) {
        return api.admin()
                .body(body.replace('\'', '"'))
                .put(advancedPath("A/P"))
                .then()
                .statusCode(200);
    }

    private ValidatableResponse advanced(String period) {
        return api.admin().body(period).post(advancedPath("A/")).then();
    }

    private String advancedPath(String rest) {
        return api.groupPath() + "/advanced_time_schedules/" + rest;
    }

    private static String named(String period) {
        return period.replace('\'', '"').replaceFirst("\\{", "{\"name\":\"P\",");
    }
}
