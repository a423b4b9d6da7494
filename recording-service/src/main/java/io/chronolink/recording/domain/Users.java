package io.chronolink.recording.domain;

import io.chronolink.kit.web.Failure;
import io.chronolink.recording.domain.Numbers.Kind;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Users by the number that the API calls them, and their groups. The operator keeps them; the service adds who comes. */
@Singleton
public class Users {

    private static final String SELECT = """
            select u.number, u.name, u.display_name, u.card_number, g.number as group_number, g.name as group_name
            from recording_user u
            left join user_group g on g.tenant = u.tenant and g.number = u.user_group
            where u.tenant = :tenant
            """;

    private final Jdbi jdbi;
    private final Numbers numbers;

    Users(Jdbi jdbi, Numbers numbers) {
        this.jdbi = jdbi;
        this.numbers = numbers;
    }

    /** Something by its number and name. */
    public record Named(long number, String name) {}

    /** Some users of a group. */
    public record Members(Named group, List<Named> users) {}

    /**
     * A user.
     *
     * @param group null for none
     * @param access the groups whose users' recordings it may see
     */
    public record User(
            Named named,
            @Nullable String displayName,
            @Nullable String cardNumber,
            @Nullable Named group,
            List<Members> access) {}

    /** A group of users; marker and information are numbers of metadata templates. */
    public record Group(
            Named named, @Nullable Long marker, @Nullable Long information) {}

    /**
     * The users of a tenant, by number.
     *
     * @param cardNumber only those with this one; null for all
     */
    public List<User> list(String tenant, @Nullable String cardNumber) {
        return jdbi.withHandle(handle -> users(
                handle,
                tenant,
                "and (cast(:value as text) is null or u.card_number = cast(:value as text))",
                cardNumber));
    }

    /** The user with that number; throws not found. */
    public User get(String tenant, long number) {
        return jdbi.withHandle(handle -> users(handle, tenant, "and u.number = :value", number)).stream()
                .findFirst()
                .orElseThrow(() -> Failure.notFound("There is no such user."));
    }

    /** The groups of a tenant, by number. */
    public List<Group> groups(String tenant) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select number, name, marker, information from user_group where tenant = :tenant order by number
                        """)
                .bind("tenant", tenant)
                .map((row, context) -> new Group(
                        new Named(row.getLong("number"), row.getString("name")),
                        row.getObject("marker", Long.class),
                        row.getObject("information", Long.class)))
                .list());
    }

    /** Whether a user with that number is known. */
    boolean exists(String tenant, long number) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select exists (select from recording_user where tenant = :tenant and number = :number)")
                .bind("tenant", tenant)
                .bind("number", number)
                .mapTo(Boolean.class)
                .one());
    }

    /** Whether a recording is the user's own, or shared with the user or its group, or its author's group is open to it. */
    boolean maySee(String tenant, String name, long author, Share share) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select u.number = :author or u.number = any (:users) or u.user_group = any (:groups)
                               or exists (select from video_access v
                                          join recording_user a on a.tenant = v.tenant and a.user_group = v.user_group
                                          where v.tenant = u.tenant and v.user_number = u.number
                                            and a.number = :author)
                        from recording_user u where u.tenant = :tenant and u.name = :name
                        """)
                .bind("tenant", tenant)
                .bind("name", name)
                .bind("author", author)
                .bindArray("users", Long.class, share.users())
                .bindArray("groups", Long.class, share.userGroups())
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false));
    }

    /** The user's number; somebody who was never here gets the next one that is free. */
    long numberOf(String tenant, String name) {
        return find(tenant, name).orElseGet(() -> {
            long number = numbers.next(tenant, Kind.USER);
            // Whoever held the counter before may have been the same user's other request.
            return find(tenant, name).orElseGet(() -> insert(tenant, name, number));
        });
    }

    /** The operator may have given numbers that the counter knows nothing of. */
    private long insert(String tenant, String name, long first) {
        long number = first;
        while (exists(tenant, number)) {
            number = numbers.next(tenant, Kind.USER);
        }
        long free = number;
        jdbi.useHandle(handle -> handle.createUpdate(
                        "insert into recording_user (tenant, number, name) values (:tenant, :number, :name)")
                .bind("tenant", tenant)
                .bind("number", free)
                .bind("name", name)
                .execute());
        return free;
    }

    private Optional<Long> find(String tenant, String name) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select number from recording_user where tenant = :tenant and name = :name")
                .bind("tenant", tenant)
                .bind("name", name)
                .mapTo(Long.class)
                .findOne());
    }

    private static List<User> users(Handle handle, String tenant, String condition, @Nullable Object value) {
        Map<Long, Map<Named, List<Named>>> access = new LinkedHashMap<>();
        handle.createQuery("""
                        select v.user_number, g.number, g.name, m.number as member_number, m.name as member_name
                        from video_access v
                        join user_group g on g.tenant = v.tenant and g.number = v.user_group
                        left join recording_user m on m.tenant = g.tenant and m.user_group = g.number
                        join recording_user u on u.tenant = v.tenant and u.number = v.user_number
                        where v.tenant = :tenant\s""" + condition + " order by g.number, m.number")
                .bind("tenant", tenant)
                .bind("value", value)
                .map((row, context) -> {
                    List<Named> members = access.computeIfAbsent(
                                    row.getLong("user_number"), any -> new LinkedHashMap<>())
                            .computeIfAbsent(
                                    new Named(row.getLong("number"), row.getString("name")), any -> new ArrayList<>());
                    String member = row.getString("member_name");
                    return member == null || members.add(new Named(row.getLong("member_number"), member));
                })
                .list();
        return handle.createQuery(SELECT + condition + " order by u.number")
                .bind("tenant", tenant)
                .bind("value", value)
                .map((row, context) -> {
                    String group = row.getString("group_name");
                    long number = row.getLong("number");
                    return new User(
                            new Named(number, row.getString("name")),
                            row.getString("display_name"),
                            row.getString("card_number"),
                            group == null ? null : new Named(row.getLong("group_number"), group),
                            access.getOrDefault(number, Map.of()).entrySet().stream()
                                    .map(each -> new Members(each.getKey(), each.getValue()))
                                    .toList());
                })
                .list();
    }
}
