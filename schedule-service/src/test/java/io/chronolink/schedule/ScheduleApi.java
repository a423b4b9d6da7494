package io.chronolink.schedule;

import static io.restassured.RestAssured.given;

import io.chronolink.stack.TestStack;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

/** The API as the people of one tenant call it. */
record ScheduleApi(String tenant, String group) {

    /** A request of the tenant's administrator. */
    RequestSpecification admin() {
        return as("tenant-admin");
    }

    RequestSpecification as(String role) {
        return given().urlEncodingEnabled(false)
                .auth()
                .oauth2(TestStack.tokens()
                        .user("ann")
                        .tenant(tenant)
                        .roles(role)
                        .sign())
                .contentType(ContentType.JSON);
    }

    String tenantPath() {
        return "/api/v1/tenants/" + tenant;
    }

    String groupPath() {
        return tenantPath() + "/groups/" + group;
    }

    /** The address of the schedules, or what follows it. */
    String path(String rest) {
        return groupPath() + "/time_schedules/" + rest;
    }

    ValidatableResponse create(String body) {
        return admin().body(body).post(path("")).then();
    }

    ValidatableResponse update(String name, String body) {
        return admin().body(body).put(path(name + "/")).then();
    }

    ValidatableResponse get(String name) {
        return admin().get(path(name + "/")).then();
    }

    /** The full list of a schedule, as it was sent. */
    String full(String name) {
        return admin().get(path(name + "/?full_list=true")).asString();
    }
}
