package io.chronolink.recording.domain;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/** A row of the table of fields of metadata templates; the operator writes it. */
@Entity
@Immutable
@Table(name = "metadata_field")
@IdClass(NumberKey.class)
class FieldEntity {

    @Id
    String tenant;

    @Id
    long number;

    long template;
    String name;
    String type;
    boolean enabled;
    boolean required;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    @Nullable
    JsonNode data;
}
