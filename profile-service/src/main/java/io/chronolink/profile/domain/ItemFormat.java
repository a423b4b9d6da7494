package io.chronolink.profile.domain;

import io.chronolink.kit.web.Failure;
import io.chronolink.kit.web.Texts;
import io.chronolink.profile.domain.Mistakes.Check;
import io.chronolink.recurrence.ProfileRule;
import io.chronolink.recurrence.ProfileRule.Repeat;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of one request in the product's dialect, all of their {@link Mistakes} together. It belongs to the domain,
 * since both options of an item are stored as they were sent, and read again when the zone changes.
 */
public final class ItemFormat {

    /** What a profile may be called at most, in characters. */
    private static final int MAX_NAME = 255;

    /** Unix seconds that lie in the years 1 to 9999 in every zone. */
    private static final long MIN_DATE = -62_135_000_000L;

    private static final long MAX_DATE = 253_402_000_000L;

    private final Mistakes mistakes = new Mistakes();

    /** Reads an item of a link call, or gives nothing if there is a mistake in it or in an earlier one. */
    public @Nullable LinkedItem linked(Map<String, Object> item) {
        UUID link = link(item);
        ProfileItem read = item(item);
        return read == null ? null : new LinkedItem(link, read);
    }

    /**
     * Reads an item of a call that names its profile by number or not at all.
     *
     * @throws Failure for a mistake
     */
    public static ProfileItem single(Map<String, Object> item) {
        ItemFormat format = new ItemFormat();
        ProfileItem read = format.item(item);
        format.check();
        return Objects.requireNonNull(read);
    }

    /**
     * Reads an item of an identifier link call; without {@code time_profiles} it is attached to none.
     *
     * @throws Failure for a mistake
     */
    public static LinkedIdentifier identifier(Map<String, Object> item) {
        ItemFormat format = new ItemFormat();
        UUID link = format.link(item);
        Set<UUID> profiles = new LinkedHashSet<>();
        if (item.get("time_profiles") != null) {
            for (Object profile :
                    new Members(item, format.mistakes).object("time_profiles").list("link_ids")) {
                UUID id = profile instanceof String text ? uuid(text) : null;
                if (id == null) {
                    throw wrongType("link_ids");
                }
                profiles.add(id);
            }
        }
        format.check();
        return new LinkedIdentifier(link, profiles);
    }

    /**
     * The link that an item of such a call names, or null.
     *
     * @throws Failure for one that is no UUID
     */
    public static @Nullable UUID optionalLink(Map<String, Object> item) {
        if (item.get("link_id") == null) {
            return null;
        }
        ItemFormat format = new ItemFormat();
        UUID link = format.link(item);
        format.check();
        return link;
    }

    /**
     * Tells the mistake that is to be told, if there is any.
     *
     * @throws Failure if there was a mistake in any item
     */
    public void check() {
        mistakes.check();
    }

    /** That a member is not of its type. */
    public static Failure wrongType(String member) {
        return Failure.invalid(member, "Wrong JSON body: value `" + member + "` was of the wrong type");
    }

    /** That a member is missing. */
    public static Failure missing(String member) {
        return Failure.invalid(member, "Wrong JSON body: no value for `" + member + "`");
    }

    /** The UUID that a text is, in its full form, or null. */
    public static @Nullable UUID uuid(String text) {
        if (text.length() != 36) {
            return null;
        }
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.toString().equalsIgnoreCase(text) ? uuid : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** An item that was read before and stored. */
    static ProfileItem stored(String name, Map<String, Object> timeOptions, Map<String, Object> repeatOptions) {
        return single(Map.of("name", name, "time_options", timeOptions, "repeat_options", repeatOptions));
    }

    private @Nullable ProfileItem item(Map<String, Object> values) {
        Members item = new Members(values, mistakes);
        String name = item.string("name");
        if (name.length() > MAX_NAME) {
            mistakes.note(Check.REST);
        }
        Members timeOptions = item.object("time_options");
        boolean allDay = timeOptions.bool("is_all_day");
        long from = date(timeOptions, "date_from");
        long to = date(timeOptions, "date_to");
        if (to < from) {
            mistakes.note(Check.REST);
        }
        Members repeatOptions = item.object("repeat_options");
        Repeat repeat = repeatOptions.bool("repeat_enable")
                ? new RepeatFormat(mistakes).read(repeatOptions.object("repeat_format"))
                : null;
        if (!storable(name) || !storable(timeOptions.values()) || !storable(repeatOptions.values())) {
            mistakes.note(Check.REST);
        }
        if (!mistakes.isEmpty()) {
            return null;
        }
        // Both ends belong to the window, so that one which begins and ends in the same second lasts that second.
        long end = allDay || to > from ? to : from + 1;
        ProfileRule rule = new ProfileRule(allDay, Instant.ofEpochSecond(from), Instant.ofEpochSecond(end), repeat);
        return new ProfileItem(name, timeOptions.values(), repeatOptions.values(), rule, from, to);
    }

    private UUID link(Map<String, Object> item) {
        UUID link = uuid(new Members(item, mistakes).string("link_id"));
        if (link == null) {
            mistakes.note(wrongType("link_id"));
            return new UUID(0, 0);
        }
        return link;
    }

    /** Unix seconds. */
    static long date(Members parent, String member) {
        long date = parent.integer(member);
        if (date < MIN_DATE || date > MAX_DATE) {
            parent.mistakes().note(Check.REST);
        }
        return Math.max(MIN_DATE, Math.min(MAX_DATE, date));
    }

    /** JSON has no infinite number. */
    private static boolean storable(@Nullable Object value) {
        if (value instanceof String text) {
            return Texts.isStorable(text);
        }
        if (value instanceof Map<?, ?> map) {
            return map.keySet().stream().allMatch(ItemFormat::storable)
                    && map.values().stream().allMatch(ItemFormat::storable);
        }
        if (value instanceof List<?> list) {
            return list.stream().allMatch(ItemFormat::storable);
        }
        return !(value instanceof BigDecimal number) || Double.isFinite(number.doubleValue());
    }
}
