package io.chronolink.links.feeds;

import io.chronolink.kit.web.Digests;
import io.chronolink.recurrence.DurationKind;
import io.chronolink.recurrence.Recurrence;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.fortuna.ical4j.data.CalendarOutputter;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.ComponentList;
import net.fortuna.ical4j.model.Parameter;
import net.fortuna.ical4j.model.ParameterList;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.PropertyList;
import net.fortuna.ical4j.model.TimeZone;
import net.fortuna.ical4j.model.TimeZoneRegistry;
import net.fortuna.ical4j.model.TimeZoneRegistryFactory;
import net.fortuna.ical4j.model.component.Standard;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.component.VTimeZone;
import net.fortuna.ical4j.model.parameter.Value;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.Duration;
import net.fortuna.ical4j.model.property.ExDate;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.RRule;
import net.fortuna.ical4j.model.property.Sequence;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.TzId;
import net.fortuna.ical4j.model.property.TzOffsetFrom;
import net.fortuna.ical4j.model.property.TzOffsetTo;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.XProperty;
import net.fortuna.ical4j.model.property.immutable.ImmutableCalScale;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;
import org.jspecify.annotations.Nullable;

/**
 * A calendar feed as calendar programs subscribe to it. The same entries give the same text, so that its hash is the
 * entity tag.
 */
public final class CalendarFeed {

    /** The media type, with the charset that RFC 5545 takes for granted. */
    public static final String MEDIA_TYPE = "text/calendar;charset=UTF-8";

    private static final int MAX_OCTETS = 75;
    private static final Pattern LINE_END = Pattern.compile("\\r\\n?");

    private static final DateTimeFormatter DATE = DateTimeFormatter.BASIC_ISO_DATE;
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

    private final String product;
    private final String name;

    /**
     * An event of the feed.
     *
     * @param uid stays the same as long as it is the same event
     * @param summary what people see
     * @param recurrence when it takes place; without an occurrence it is left out
     * @param changedAt when it was last changed
     * @param version grows with each change
     */
    public record Entry(String uid, String summary, Recurrence recurrence, Instant changedAt, long version) {}

    /**
     * @param product the service that tells it, for PRODID
     * @param name what calendar programs call the feed
     */
    public CalendarFeed(String product, String name) {
        this.product = product;
        this.name = name;
    }

    /** Answers with the text and its hash as the entity tag, by which a caller who has it already is spared of it. */
    public Response answer(List<Entry> entries) {
        String text = text(entries);
        return Response.ok(text, MEDIA_TYPE)
                .tag(new EntityTag(HexFormat.of().formatHex(Digests.sha256(text), 0, 16)))
                .cacheControl(revalidate())
                .build();
    }

    /** The feed as RFC 5545 text, in lines of at most 75 octets. */
    public String text(List<Entry> entries) {
        Calendar calendar = new Calendar();
        calendar.add(new ProdId("-//Chronolink//" + product + "//EN"));
        calendar.add(ImmutableVersion.VERSION_2_0);
        calendar.add(ImmutableCalScale.GREGORIAN);
        calendar.add(new XProperty("X-WR-CALNAME", readable(name)));
        TimeZoneRegistry zones = TimeZoneRegistryFactory.getInstance().createRegistry();
        Map<String, ZonedDateTime> used = new TreeMap<>();
        for (Entry entry : entries) {
            entry.recurrence().firstStart().ifPresent(first -> {
                ZonedDateTime start = first.atZone(entry.recurrence().zone());
                if (!isUtc(start.getZone()) && !isAllDay(entry.recurrence(), start)) {
                    used.merge(start.getZone().getId(), start, (a, b) -> a.isBefore(b) ? a : b);
                }
            });
        }
        used.forEach((id, start) -> calendar.add(definition(zones.getTimeZone(id), start)));
        for (Entry entry : entries) {
            entry.recurrence().firstStart().ifPresent(first -> calendar.add(event(entry, first)));
        }
        StringWriter text = new StringWriter();
        try {
            // The library folds by characters, of which some are four octets.
            new CalendarOutputter(false, Integer.MAX_VALUE).output(calendar, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folded(text.toString());
    }

    /**
     * DTSTART is the first occurrence, not the start of the recurrence: in RFC 5545 it counts even where it does not
     * match the rule.
     */
    private static VEvent event(Entry entry, Instant first) {
        Recurrence recurrence = entry.recurrence();
        ZonedDateTime start = first.atZone(recurrence.zone());
        boolean allDay = isAllDay(recurrence, start);
        VEvent event = new VEvent(false);
        event.add(new Uid(entry.uid()));
        event.add(new DtStamp(entry.changedAt().truncatedTo(ChronoUnit.SECONDS)));
        event.add(new Sequence((int) Math.min(Integer.MAX_VALUE, entry.version() - 1)));
        event.add(new Summary(readable(entry.summary())));
        // The library's own property would write a time that the clocks skip as another one.
        event.add(new XProperty(
                Property.DTSTART,
                parameters(recurrence.zone(), allDay),
                text(wallClock(recurrence, start), recurrence.zone(), allDay)));
        event.add(new Duration(
                allDay ? Period.ofDays((int) recurrence.duration().toDays()) : (TemporalAmount) recurrence.duration()));
        String rrule = recurrence.rrule();
        if (rrule != null) {
            event.add(new RRule<>(rrule + until(recurrence, allDay)));
        }
        recurrence.excludedStarts().stream()
                .sorted()
                .forEach(excluded -> event.add(new ExDate<>(
                        parameters(recurrence.zone(), allDay), text(excluded, recurrence.zone(), allDay))));
        return event;
    }

    /**
     * The local time of the first occurrence. Where the clocks skip it, it is the time that is skipped, which all others of
     * the series have: RFC 5545 (3.3.5) moves it forward as the recurrence does.
     */
    private static LocalDateTime wallClock(Recurrence recurrence, ZonedDateTime first) {
        LocalTime time = recurrence.start().toLocalTime();
        return Stream.of(first.toLocalDate(), first.toLocalDate().minusDays(1))
                .map(day -> day.atTime(time))
                .filter(local -> local.atZone(recurrence.zone()).toInstant().equals(first.toInstant()))
                .findFirst()
                .orElse(first.toLocalDateTime());
    }

    /** A text without the control characters that RFC 5545 does not know; a line end of any kind is one. */
    private static String readable(String text) {
        return LINE_END.matcher(text)
                .replaceAll("\n")
                .codePoints()
                .map(c -> Character.isISOControl(c) && c != '\n' && c != '\t' ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String folded(String text) {
        StringBuilder folded = new StringBuilder(text.length() + text.length() / 32);
        int octets = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int more = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (c == '\r') {
                octets = -2;
            } else if (octets + more > MAX_OCTETS) {
                folded.append("\r\n ");
                octets = 1;
            }
            octets += more;
            folded.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return folded.toString();
    }

    /** The end of the rule, if it has one apart from the rule: of the same kind as DTSTART, and in UTC. */
    private static String until(Recurrence recurrence, boolean allDay) {
        LocalDateTime last = recurrence.lastStart();
        if (last == null) {
            return "";
        }
        return ";UNTIL="
                + (allDay
                        ? DATE.format(last)
                        : UTC.format(last.atZone(recurrence.zone()).withZoneSameInstant(ZoneOffset.UTC)));
    }

    private static boolean isAllDay(Recurrence recurrence, ZonedDateTime start) {
        return recurrence.durationKind() == DurationKind.WALL_CLOCK
                && start.toLocalTime().equals(LocalTime.MIDNIGHT)
                && recurrence.start().toLocalTime().equals(LocalTime.MIDNIGHT)
                && recurrence.duration().toDays() > 0
                && recurrence
                        .duration()
                        .equals(java.time.Duration.ofDays(recurrence.duration().toDays()));
    }

    private static ParameterList parameters(ZoneId zone, boolean allDay) {
        if (allDay) {
            return new ParameterList(List.of(Value.DATE));
        }
        return new ParameterList(
                isUtc(zone)
                        ? List.<Parameter>of()
                        : List.of(new net.fortuna.ical4j.model.parameter.TzId(zone.getId())));
    }

    private static String text(LocalDateTime time, ZoneId zone, boolean allDay) {
        return allDay ? DATE.format(time) : isUtc(zone) ? UTC.format(time) : LOCAL.format(time);
    }

    private static boolean isUtc(ZoneId zone) {
        return zone.normalized().equals(ZoneOffset.UTC);
    }

    /** The library's definition, or for a zone that it does not know, such as +02:00, the offset at the start. */
    private static VTimeZone definition(@Nullable TimeZone known, ZonedDateTime start) {
        if (known != null) {
            // The library defines the zone that a name stands for, such as Europe/Berlin for Europe/Stockholm.
            return new VTimeZone(
                    new PropertyList(List.of(new TzId(start.getZone().getId()))),
                    new ComponentList<>(known.getVTimeZone().getObservances()));
        }
        Standard standard = new Standard();
        standard.add(new DtStart<>(LOCAL.format(start.toLocalDateTime())));
        standard.add(new TzOffsetFrom(start.getOffset()));
        standard.add(new TzOffsetTo(start.getOffset()));
        VTimeZone zone = new VTimeZone();
        zone.add(new TzId(start.getZone().getId()));
        zone.add(standard);
        return zone;
    }

    private static CacheControl revalidate() {
        CacheControl control = new CacheControl();
        control.setPrivate(true);
        control.setNoCache(true);
        return control;
    }
}
