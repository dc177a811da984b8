"""The routes of the embedded Salesforce org: literal tables, nothing else."""

from __future__ import annotations

from dealspec.emulator.salesforce import (
    bulk_load,
    handlers_batch,
    handlers_bulk,
    handlers_composite,
    handlers_deploy,
    handlers_identity,
    handlers_oauth,
    handlers_query,
    handlers_records,
    handlers_tooling,
)
from dealspec.emulator.web import Response, Route, RouteTable

_V = "/services/data/{version}"

OPEN: RouteTable[Response] = RouteTable(
    (
        Route("GET", "/services/data", handlers_identity.versions),
        Route("POST", "/services/oauth2/token", handlers_oauth.token),
        Route("POST", "/services/oauth2/revoke", handlers_oauth.revoke),
    )
)
"""Needs no token."""

ADMIN: RouteTable[Response] = RouteTable(
    (
        Route("POST", "/__embedded__/tokens", handlers_identity.new_token),
        Route("PUT", "/__embedded__/loading", bulk_load.set_loading),
        Route("POST", "/__embedded__/apps", handlers_oauth.new_app),
        Route("POST", "/__embedded__/sessions/expire", handlers_oauth.expire),
    )
)
"""Ours, not the vendor's: how a user of the embedded org sets it up."""

ROUTES: RouteTable[Response] = RouteTable(
    (
        Route("GET", "/services/oauth2/userinfo", handlers_identity.userinfo),
        Route("POST", "/services/oauth2/userinfo", handlers_identity.userinfo),
        Route("GET", "/id/{org_id}/{user_id}", handlers_identity.identity),
        Route("GET", _V, handlers_identity.resources),
        Route("GET", _V + "/limits", handlers_identity.limits),
        Route("GET", _V + "/sobjects", handlers_records.describe_global),
        Route("GET", _V + "/sobjects/{name}", handlers_records.basic),
        Route("GET", _V + "/sobjects/{name}/describe", handlers_records.describe),
        Route("POST", _V + "/sobjects/{name}", handlers_records.create),
        Route("GET", _V + "/sobjects/{name}/{record_id}", handlers_records.get),
        Route("PATCH", _V + "/sobjects/{name}/{record_id}", handlers_records.update),
        Route("DELETE", _V + "/sobjects/{name}/{record_id}", handlers_records.delete),
        Route("GET", _V + "/sobjects/{name}/{key}/{value}", handlers_records.get_by_key),
        Route("PATCH", _V + "/sobjects/{name}/{key}/{value}", handlers_records.upsert),
        Route("GET", _V + "/query", handlers_query.query),
        Route("GET", _V + "/queryAll", handlers_query.query_all),
        Route("GET", _V + "/query/{locator}", handlers_query.more),
        Route("GET", _V + "/queryAll/{locator}", handlers_query.more),
        Route("POST", _V + "/composite", handlers_composite.composite),
        Route("POST", _V + "/composite/batch", handlers_batch.batch),
        Route("POST", _V + "/composite/sobjects", handlers_composite.create_many),
        Route("PATCH", _V + "/composite/sobjects", handlers_composite.update_many),
        Route("DELETE", _V + "/composite/sobjects", handlers_composite.delete_many),
        Route("PATCH", _V + "/composite/sobjects/{name}/{key}", handlers_batch.upsert_many),
        Route("GET", _V + "/composite/sobjects/{name}", handlers_composite.get_many),
        Route("POST", _V + "/composite/sobjects/{name}", handlers_composite.get_many_by_body),
        Route("GET", _V + "/tooling/query", handlers_tooling.query),
        Route("GET", _V + "/tooling/query/{locator}", handlers_tooling.more),
        Route("GET", _V + "/tooling/sobjects", handlers_tooling.describe_global),
        Route("GET", _V + "/tooling/sobjects/{name}/describe", handlers_tooling.describe),
        Route("POST", _V + "/tooling/sobjects/{name}", handlers_tooling.create),
        Route("GET", _V + "/tooling/sobjects/{name}/{record_id}", handlers_tooling.get),
        Route("PATCH", _V + "/tooling/sobjects/{name}/{record_id}", handlers_tooling.update),
        Route("DELETE", _V + "/tooling/sobjects/{name}/{record_id}", handlers_tooling.delete),
        Route("GET", _V + "/jobs/query", handlers_bulk.list_queries),
        Route("POST", _V + "/jobs/query", handlers_bulk.create_query),
        Route("GET", _V + "/jobs/query/{job_id}", handlers_bulk.query_state),
        Route("PATCH", _V + "/jobs/query/{job_id}", handlers_bulk.change_query),
        Route("DELETE", _V + "/jobs/query/{job_id}", handlers_bulk.delete_query),
        Route("GET", _V + "/jobs/query/{job_id}/results", handlers_bulk.query_results),
        Route("GET", _V + "/jobs/ingest", handlers_bulk.list_ingests),
        Route("POST", _V + "/jobs/ingest", handlers_bulk.create_ingest),
        Route("GET", _V + "/jobs/ingest/{job_id}", handlers_bulk.ingest_state),
        Route("PATCH", _V + "/jobs/ingest/{job_id}", handlers_bulk.change_ingest),
        Route("DELETE", _V + "/jobs/ingest/{job_id}", handlers_bulk.delete_ingest),
        Route("PUT", _V + "/jobs/ingest/{job_id}/batches", handlers_bulk.upload),
        Route("GET", _V + "/jobs/ingest/{job_id}/{kind}", handlers_bulk.ingest_results),
        Route("POST", _V + "/metadata/deployRequest", handlers_deploy.start),
        Route("GET", _V + "/metadata/deployRequest/{deploy_id}", handlers_deploy.status),
        Route("POST", _V + "/metadata/deployRequest/{deploy_id}", handlers_deploy.quick),
        Route("PATCH", _V + "/metadata/deployRequest/{deploy_id}", handlers_deploy.cancel),
    )
)
