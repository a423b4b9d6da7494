package io.chronolink.recording.domain;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A row of the table of metadata templates; the operator writes it. */
@Entity
@Immutable
@Table(name = "metadata_template")
@IdClass(NumberKey.class)
class TemplateEntity {

    @Id
    String tenant;

    @Id
    long number;

    String name;
}
