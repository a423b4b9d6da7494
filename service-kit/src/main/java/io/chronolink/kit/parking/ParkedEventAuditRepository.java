package io.chronolink.kit.parking;

import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.inject.Singleton;

/** What was done with parked events. */
@Singleton
class ParkedEventAuditRepository implements PanacheRepository<ParkedEventAuditEntity> {}
