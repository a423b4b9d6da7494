package io.chronolink.system;

import static io.chronolink.events.Service.INFORMATION;
import static io.chronolink.events.Service.PERIOD;
import static io.chronolink.events.Service.PROFILE;
import static io.chronolink.events.Service.RECORDING;
import static io.chronolink.events.Service.SCHEDULE;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.events.Service;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What services keep of each other's records, held against the records themselves, row by row and with all that is kept. */
final class Replicas {

    /**
     * What must be the same on both sides. Each statement gives rows of text for tenants whose names begin with its only
     * parameter.
     */
    private record Same(String what, Service owner, String source, Set<Service> keepers, String replica) {}

    private record Never(String what, Service service, String sql) {}

    private static final List<Same> SAME = List.of(
            new Same("links", PROFILE, """
                    select concat_ws('|', tenant, link_id, name, case when not deleted then timing end, version,
                                     case when deleted then version + 1 else born end, deleted)
                    from time_profile where starts_with(tenant, ?) and link_id is not null
                    """, Set.of(SCHEDULE, INFORMATION, RECORDING), """
                    select concat_ws('|', tenant, link_id, name, timing, version, born, deleted)
                    from link where starts_with(tenant, ?) and version > 0
                    """),
            new Same("notices of links", INFORMATION, """
                    select concat_ws('|', tenant, i.id, link_id, case when not deleted then link_version end,
                                     not deleted and category = 'closed', deleted, version)
                    from information i join state s on s.id = state_id where starts_with(tenant, ?)
                    """, Set.of(PROFILE, SCHEDULE, RECORDING), """
                    select concat_ws('|', tenant, information_id, link_id, case when not deleted then link_version end,
                                     not deleted and closed, deleted, version)
                    from link_notice where starts_with(tenant, ?)
                    """),
            new Same("held links", INFORMATION, """
                    select distinct concat_ws('|', i.tenant, i.link_id)
                    from information i join state s on s.id = i.state_id
                    join link l on l.tenant = i.tenant and l.link_id = i.link_id
                    where starts_with(i.tenant, ?) and not i.deleted and category = 'closed'
                      and i.link_version >= l.born - 1
                    """, Set.of(SCHEDULE, RECORDING), """
                    select concat_ws('|', tenant, link_id) from link where starts_with(tenant, ?) and held
                    """),
            new Same(
                    "validity of links",
                    PERIOD,
                    validity("'TIME_PROFILE'"),
                    Set.of(PROFILE),
                    "select concat_ws('|', tenant, entity_type, entity_id, effective, version)"
                            + " from entity_validity where starts_with(tenant, ?)"),
            new Same(
                    "validity of phones",
                    PERIOD,
                    validity("'TENANT', 'GROUP', 'GROUP_SCHEDULE'"),
                    Set.of(SCHEDULE),
                    "select concat_ws('|', tenant, entity_type, entity_id, effective, version)"
                            + " from entity_validity where starts_with(tenant, ?)"),
            new Same(
                    "validity of recordings",
                    PERIOD,
                    validity("'TIME_PROFILE', 'ROOM', 'RECORDING_SCHEDULE'"),
                    Set.of(RECORDING),
                    "select concat_ws('|', tenant, entity_type, entity_id, effective, version)"
                            + " from entity_validity where starts_with(tenant, ?)"),
            new Same("zones", SCHEDULE, """
                    select concat_ws('|', tenant, time_zone, version) from tenant_record where starts_with(tenant, ?)
                    """, Set.of(PROFILE, RECORDING), """
                    select concat_ws('|', tenant, zone, version) from tenant_zone where starts_with(tenant, ?)
                    """),
            new Same("entities of links", PROFILE, """
                    select concat_ws('|', tenant, link_id, name, link_id, version, deleted)
                    from time_profile where starts_with(tenant, ?) and link_id is not null
                    """, Set.of(PERIOD), entities("TIME_PROFILE")),
            new Same("entities of notices", INFORMATION, """
                    select concat_ws('|', tenant, id, case when deleted then '' else title end,
                                     case when not deleted then link_id end, version, deleted)
                    from information where starts_with(tenant, ?)
                    """, Set.of(PERIOD), """
                    select concat_ws('|', tenant, entity_id,
                                     case when deleted_version > stated_version then '' else entity_name end,
                                     case when deleted_version < stated_version then link_id end,
                                     greatest(stated_version, deleted_version), deleted_version > stated_version)
                    from entity where starts_with(tenant, ?) and entity_type = 'INFORMATION'
                    """),
            new Same("closed notices", INFORMATION, """
                    select concat_ws('|', tenant, i.id)
                    from information i join state s on s.id = state_id
                    where starts_with(tenant, ?) and not deleted and category = 'closed'
                    """, Set.of(PERIOD), """
                    select concat_ws('|', tenant, entity_id) from entity
                    where starts_with(tenant, ?) and entity_type = 'INFORMATION' and closed
                      and deleted_version < stated_version
                    """),
            new Same("entities of group schedules", SCHEDULE, """
                    select concat_ws('|', tenant, id, name, link_id, version, false)
                    from schedule where starts_with(tenant, ?)
                    """, Set.of(PERIOD), live("GROUP_SCHEDULE")),
            new Same("entities of groups", SCHEDULE, """
                    select concat_ws('|', tenant, id, name, null, version, false)
                    from group_record where starts_with(tenant, ?)
                    """, Set.of(PERIOD), live("GROUP")),
            new Same("entities of tenants", SCHEDULE, """
                    select concat_ws('|', tenant, id, name, null, version, false)
                    from tenant_record where starts_with(tenant, ?)
                    """, Set.of(PERIOD), live("TENANT")),
            new Same("entities of rooms", RECORDING, """
                    select concat_ws('|', tenant, id, name, null, version, false) from room where starts_with(tenant, ?)
                    """, Set.of(PERIOD), live("ROOM")),
            new Same("entities of recording schedules", RECORDING, """
                    select concat_ws('|', tenant, id, name, link_id, version, deleted_at is not null)
                    from recording_schedule where starts_with(tenant, ?) and deleted_at is null
                    """, Set.of(PERIOD), live("RECORDING_SCHEDULE")),
            new Same("parents of notices", INFORMATION, """
                    select concat_ws('|', tenant, id, parent)
                    from information cross join unnest(array[link_id, parent_id]) as parent
                    where starts_with(tenant, ?) and not deleted and parent is not null
                    """, Set.of(PERIOD), parents("INFORMATION")),
            new Same("parents of group schedules", SCHEDULE, """
                    select concat_ws('|', s.tenant, s.id, parent)
                    from schedule s
                    join tenant_record t on t.tenant = s.tenant
                    left join group_record g on g.tenant = s.tenant and g.group_id = s.group_id
                    cross join unnest(array[s.link_id, coalesce(g.id, t.id)]) as parent
                    where starts_with(s.tenant, ?) and parent is not null
                    """, Set.of(PERIOD), parents("GROUP_SCHEDULE")),
            new Same("parents of recording schedules", RECORDING, """
                    select concat_ws('|', tenant, id, parent)
                    from recording_schedule cross join unnest(array[link_id, room_id]) as parent
                    where starts_with(tenant, ?) and deleted_at is null and parent is not null
                    """, Set.of(PERIOD), parents("RECORDING_SCHEDULE")));

    /** Here not every row of the source has something that follows it. */
    private static final List<Same> WITHIN = List.of(
            new Same("times of bound notices", PROFILE, """
                    select distinct concat_ws('|', tenant, link_id, to_timestamp(date_from) at time zone 'UTC')
                    from time_profile where starts_with(tenant, ?) and not deleted and link_id is not null
                    """, Set.of(INFORMATION), """
                    select distinct concat_ws('|', i.tenant, i.link_id, i.valid_from at time zone 'UTC')
                    from information i join link l on l.tenant = i.tenant and l.link_id = i.link_id
                    where starts_with(i.tenant, ?) and not i.deleted and l.version > 0 and not l.deleted
                    """),
            new Same("lessons of bound recordings", PROFILE, """
                    select concat_ws('|', tenant, link_id, to_timestamp(date_from + week * 604800) at time zone 'UTC',
                                     make_interval(secs => date_to - date_from))
                    from time_profile cross join generate_series(0, 9) as week
                    where starts_with(tenant, ?) and not deleted and link_id is not null
                    """, Set.of(RECORDING), """
                    select distinct concat_ws('|', s.tenant, s.link_id, o.starts_at at time zone 'UTC',
                                              o.ends_at - o.starts_at)
                    from recording_schedule s join occurrence o on o.schedule_id = s.id
                    join link l on l.tenant = s.tenant and l.link_id = s.link_id
                    where starts_with(s.tenant, ?) and s.deleted_at is null and o.state in ('planned', 'suspended')
                      and not l.deleted
                    """));

    /** What must never be, in a service by itself: each row is one that is wrong. */
    private static final List<Never> NEVER = List.of(
            new Never(
                    "bound schedules without their times, or with others' or at the wrong time at rest", SCHEDULE, """
                    select concat_ws('|', s.tenant, s.name, l.link_id, l.deleted, l.held, count(p.name))
                    from schedule s
                    left join link l on l.tenant = s.tenant and l.link_id = s.link_id and l.version > 0
                    left join period p on p.tenant = s.tenant and p.schedule_id = s.id and p.derived
                    where starts_with(s.tenant, ?)
                    group by s.tenant, s.id, s.name, l.link_id, l.deleted, l.held
                    having case when l.link_id is null or l.deleted then count(p.name) > 0
                                else count(p.name) = 0 or bool_or(coalesce(p.active, true) = l.held) end
                    """),
            new Never("bound recordings without all their lessons", RECORDING, """
                    select concat_ws('|', s.tenant, s.number, count(o.id))
                    from recording_schedule s
                    join link l on l.tenant = s.tenant and l.link_id = s.link_id and l.version > 0 and not l.deleted
                    left join occurrence o on o.schedule_id = s.id and o.state in ('planned', 'suspended')
                    where starts_with(s.tenant, ?) and s.deleted_at is null
                    group by s.tenant, s.id, s.number having count(o.id) <> 10
                    """),
            new Never("recordings that are planned though their link is held", RECORDING, """
                    select concat_ws('|', s.tenant, s.number, o.starts_at)
                    from recording_schedule s
                    join link l on l.tenant = s.tenant and l.link_id = s.link_id and l.held
                    join occurrence o on o.schedule_id = s.id and o.state = 'planned'
                    where starts_with(s.tenant, ?)
                    """),
            new Never("changes of state that do not begin where the one before ended", INFORMATION, """
                    select concat_ws('|', tenant, information_id, version) from (
                        select tenant, information_id, version, from_id,
                               lag(to_id) over (partition by tenant, information_id order by version) as before
                        from state_change where starts_with(tenant, ?)) as changes
                    where from_id <> before
                    """));

    private Replicas() {}

    private static String validity(String types) {
        return "select concat_ws('|', tenant, entity_type, entity_id, effective, version) from entity"
                + " where starts_with(tenant, ?) and version > 0 and entity_type in (" + types + ")";
    }

    private static String entities(String type) {
        return """
                select concat_ws('|', tenant, entity_id, entity_name, link_id, greatest(stated_version, deleted_version),
                                 deleted_version > stated_version)
                from entity where starts_with(tenant, ?) and entity_type = '<type>'
                """.replace("<type>", type);
    }

    private static String live(String type) {
        return entities(type) + " and deleted_version < stated_version";
    }

    private static String parents(String type) {
        return """
                select concat_ws('|', tenant, entity_id, parent_id) from entity_parent
                join entity using (tenant, entity_id)
                where starts_with(tenant, ?) and entity_type = '<type>' and deleted_version < stated_version
                """.replace("<type>", type);
    }

    /**
     * Fails unless every replica is as its source.
     *
     * @return how many rows were compared
     */
    static int assertEqual(String tenants) throws SQLException {
        int compared = 0;
        for (Same same : SAME) {
            List<String> source = rows(same.owner(), same.source(), tenants);
            assertThat(source).as("%s in %s", same.what(), same.owner()).isNotEmpty();
            for (Service keeper : same.keepers()) {
                List<String> replica = rows(keeper, same.replica(), tenants);
                assertThat(replica).as("%s in %s", same.what(), keeper).containsExactlyInAnyOrderElementsOf(source);
                compared += replica.size();
            }
        }
        for (Same within : WITHIN) {
            List<String> source = rows(within.owner(), within.source(), tenants);
            for (Service keeper : within.keepers()) {
                List<String> replica = rows(keeper, within.replica(), tenants);
                assertThat(replica).as("%s in %s", within.what(), keeper).isNotEmpty();
                assertThat(source).as("%s in %s", within.what(), keeper).containsAll(replica);
                compared += replica.size();
            }
        }
        for (Never never : NEVER) {
            assertThat(rows(never.service(), never.sql(), tenants))
                    .as(never.what())
                    .isEmpty();
        }
        return compared;
    }

    /** The only column of what a statement finds; {@code parameters} are texts. */
    static List<String> rows(Service service, String sql, String... parameters) throws SQLException {
        try (Connection database = Platform.database(service);
                PreparedStatement select = database.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setString(i + 1, parameters[i]);
            }
            List<String> rows = new ArrayList<>();
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(String.valueOf(found.getString(1)));
                }
            }
            return rows;
        }
    }
}
