package io.chronolink.information.domain;

import io.chronolink.kit.events.Cause;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** The users of a tenant. */
@Singleton
public class Directory {

    /**
     * A part of a list.
     *
     * @param total how many there are on all pages
     */
    public record Page(List<DirectoryUser> items, long total) {}

    private static final String COLUMNS = """
            id, email, code, code2, title, introduction, first_name, last_name, image_id, work_position_id, shift_id
            """;

    private final Jdbi jdbi;

    Directory(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The user with that id, or empty. */
    public Optional<DirectoryUser> find(String tenant, UUID id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select " + COLUMNS + " from directory_user where tenant = :tenant and id = :id")
                .bind("tenant", tenant)
                .bind("id", id)
                .map(ConstructorMapper.of(DirectoryUser.class))
                .findOne());
    }

    /** Whether there is such a user; true for nobody. */
    public boolean knows(String tenant, @Nullable UUID id) {
        return id == null || find(tenant, id).isPresent();
    }

    /** A page of the users, by name. */
    public Page list(String tenant, int page, int pageSize) {
        return jdbi.withHandle(handle -> new Page(
                handle.createQuery("select " + COLUMNS + """
                                from directory_user where tenant = :tenant
                                order by last_name, first_name, id limit :size offset :skip
                                """)
                        .bind("tenant", tenant)
                        .bind("size", pageSize)
                        .bind("skip", (page - 1L) * pageSize)
                        .map(ConstructorMapper.of(DirectoryUser.class))
                        .list(),
                handle.createQuery("select count(*) from directory_user where tenant = :tenant")
                        .bind("tenant", tenant)
                        .mapTo(Long.class)
                        .one()));
    }

    /** Puts a user in the place of the one with that id, if there is one. */
    public void save(Cause cause, DirectoryUser user) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into directory_user (tenant, id, email, code, code2, title, introduction, first_name,
                                                    last_name, image_id, work_position_id, shift_id)
                        values (:tenant, :id, :email, :code, :code2, :title, :introduction, :firstName,
                                :lastName, cast(:imageId as uuid), cast(:workPositionId as uuid),
                                cast(:shiftId as uuid))
                        on conflict (tenant, id) do update
                        set email = excluded.email, code = excluded.code, code2 = excluded.code2,
                            title = excluded.title, introduction = excluded.introduction,
                            first_name = excluded.first_name, last_name = excluded.last_name,
                            image_id = excluded.image_id, work_position_id = excluded.work_position_id,
                            shift_id = excluded.shift_id
                        """)
                .bind("tenant", cause.tenant())
                .bindMethods(user)
                .execute());
    }

    /** Whether there was such a user. */
    public boolean delete(Cause cause, UUID id) {
        return jdbi.withHandle(
                        handle -> handle.createUpdate("delete from directory_user where tenant = :tenant and id = :id")
                                .bind("tenant", cause.tenant())
                                .bind("id", id)
                                .execute())
                > 0;
    }
}
