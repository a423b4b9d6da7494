package io.chronolink.kit;

import io.chronolink.kit.database.RecordKey;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;

/** Things of the tests' small service. */
@Singleton
class ThingRepository implements PanacheRepositoryBase<Thing, RecordKey> {}
