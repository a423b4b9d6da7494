package io.chronolink.information.domain;

import io.chronolink.kit.database.RecordKey;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the table of those whom notices can be told to. */
@Entity
@Table(name = "directory_user")
@IdClass(RecordKey.class)
class DirectoryUserEntity {

    @Id
    String tenant;

    @Id
    UUID id;

    @Nullable
    String email;

    @Nullable
    String code;

    @Nullable
    String code2;

    @Nullable
    String title;

    @Nullable
    String introduction;

    @Nullable
    String firstName;

    @Nullable
    String lastName;

    @Nullable
    UUID imageId;

    @Nullable
    UUID workPositionId;

    @Nullable
    UUID shiftId;

    DirectoryUserEntity() {}

    DirectoryUserEntity(String tenant, DirectoryUser user) {
        this.tenant = tenant;
        this.id = user.id();
        replace(user);
    }

    void replace(DirectoryUser user) {
        email = user.email();
        code = user.code();
        code2 = user.code2();
        title = user.title();
        introduction = user.introduction();
        firstName = user.firstName();
        lastName = user.lastName();
        imageId = user.imageId();
        workPositionId = user.workPositionId();
        shiftId = user.shiftId();
    }

    DirectoryUser user() {
        return new DirectoryUser(
                id, email, code, code2, title, introduction, firstName, lastName, imageId, workPositionId, shiftId);
    }
}
