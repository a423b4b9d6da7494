package io.chronolink.schedule.domain;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;

/** Tenants by their ids. */
@Singleton
class TenantRepository implements PanacheRepositoryBase<TenantEntity, String> {}
