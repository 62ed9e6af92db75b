import { calls, type Calls } from "./calls.js";
import { Health } from "./generated/grpc/health/v1/health_pb.js";
import { BoxService } from "./generated/lem/v1/box_pb.js";
import { ControlService, type Limit, type ListBoxEventsRequest, type ListLimitsRequest, type RecordedBoxEvent } from "./generated/lem/v1/control_pb.js";
import { EvidenceService, type Anchor, type DataEvent, type ListAnchorsRequest, type ListDataEventsRequest } from "./generated/lem/v1/evidence_pb.js";
import { FleetService, type BoxOrder, type ListBoxOrdersRequest, type UploadPackageResponse } from "./generated/lem/v1/fleet_pb.js";
import { ForecastService, type ImportForecastResponse } from "./generated/lem/v1/forecasts_pb.js";
import { MarketService, type ListTimeslotsRequest, type TimeslotSummary } from "./generated/lem/v1/market_pb.js";
import { MastrService, type ListMastrUnitsRequest, type MastrUnit } from "./generated/lem/v1/mastr_pb.js";
import { type Claim, type ListClaimsRequest } from "./generated/lem/v1/claims_pb.js";
import { type GetHistoryRequest, type HistoryEntry, type LinkPeriod, type ListLinksRequest } from "./generated/lem/v1/history_pb.js";
import {
  RegistryService,
  type Box,
  type Contract,
  type Customer,
  type ImportMastrResponse,
  type ListBoxesRequest,
  type ListContractsRequest,
  type ListCustomersRequest,
  type ListUnitsRequest,
  type Unit,
} from "./generated/lem/v1/registry_pb.js";
import { SettlementService } from "./generated/lem/v1/settlement_pb.js";
import { JobsService, type GetJobLogRequest, type Job, type JobLogLine, type ListJobsRequest } from "./generated/lem/v1/jobs_pb.js";
import { StatusService } from "./generated/lem/v1/status_pb.js";
import type { CallOptions } from "./options.js";
import { pages } from "./pages.js";
import type { Transport } from "./transport.js";
import { chunks, type Upload } from "./upload.js";

/** The fields of a list's request that narrow it: what is not said is not narrowed. */
export type Filter<Request> = Partial<Omit<Request, "$typeName" | "$unknown" | "pageToken">>;

/** A connection to a market, with a property for each of its services. */
export interface Market {
  /** Offers, bids, the order book, results. */
  readonly market: Calls<typeof MarketService> & {
    /** Timeslots with a book, newest first. */
    timeslots(filter: Filter<ListTimeslotsRequest>, options?: CallOptions): AsyncIterable<TimeslotSummary>;
  };

  /** Boxes, meters, units and customers. */
  readonly registry: Omit<Calls<typeof RegistryService>, "importMastr"> & {
    /** Fills the register of units from a MaStR export (zip). Taken whole or refused whole. Needs node. */
    importMastr(file: Upload, options?: CallOptions): Promise<ImportMastrResponse>;
    units(filter?: Filter<ListUnitsRequest>, options?: CallOptions): AsyncIterable<Unit>;
    boxes(filter?: Filter<ListBoxesRequest>, options?: CallOptions): AsyncIterable<Box>;
    customers(filter?: Filter<ListCustomersRequest>, options?: CallOptions): AsyncIterable<Customer>;
    contracts(filter?: Filter<ListContractsRequest>, options?: CallOptions): AsyncIterable<Contract>;
    claims(filter?: Filter<ListClaimsRequest>, options?: CallOptions): AsyncIterable<Claim>;
    links(filter: Filter<ListLinksRequest>, options?: CallOptions): AsyncIterable<LinkPeriod>;
    /** Who did what to an object of the register, newest first. */
    history(filter: Filter<GetHistoryRequest>, options?: CallOptions): AsyncIterable<HistoryEntry>;
  };

  /** The copy of the Marktstammdatenregister: whole records, and units by operator, grid connection, location, postcode. */
  readonly mastr: Calls<typeof MastrService> & {
    units(filter?: Filter<ListMastrUnitsRequest>, options?: CallOptions): AsyncIterable<MastrUnit>;
  };

  /** Quarter-hour forecasts of units. */
  readonly forecasts: Omit<Calls<typeof ForecastService>, "importForecast"> & {
    /** Imports a forecast file (CSV). Taken whole or refused whole. Needs node. */
    importForecast(file: Upload, options?: CallOptions): Promise<ImportForecastResponse>;
  };

  /** What was measured and what is owed. */
  readonly settlement: Calls<typeof SettlementService>;

  /** Anchors on the chain, proofs, and exports. */
  readonly evidence: Calls<typeof EvidenceService> & {
    /** Anchors, newest first. */
    anchors(filter?: Filter<ListAnchorsRequest>, options?: CallOptions): AsyncIterable<Anchor>;
    dataEvents(filter?: Filter<ListDataEventsRequest>, options?: CallOptions): AsyncIterable<DataEvent>;
  };

  /** Limits on plants, and what became of them; what happened at boxes. */
  readonly control: Calls<typeof ControlService> & {
    /** Limits, newest first. */
    limits(filter?: Filter<ListLimitsRequest>, options?: CallOptions): AsyncIterable<Limit>;
    boxEvents(filter?: Filter<ListBoxEventsRequest>, options?: CallOptions): AsyncIterable<RecordedBoxEvent>;
  };

  /** The boxes in the field: status, log, restart, configuration, software. */
  readonly fleet: Omit<Calls<typeof FleetService>, "uploadPackage"> & {
    /** Takes in a software package for boxes. Needs node. */
    uploadPackage(file: Upload, options?: CallOptions): Promise<UploadPackageResponse>;
    /** What was ordered, newest first. */
    boxOrders(filter?: Filter<ListBoxOrdersRequest>, options?: CallOptions): AsyncIterable<BoxOrder>;
  };

  /** What runs by itself or on request, and how it ended. */
  readonly jobs: Calls<typeof JobsService> & {
    /** Runs, newest first. */
    runs(filter?: Filter<ListJobsRequest>, options?: CallOptions): AsyncIterable<Job>;
    /** A run's log. */
    log(filter: Filter<GetJobLogRequest>, options?: CallOptions): AsyncIterable<JobLogLine>;
  };

  /** Whether every part is well, and what time the market has. */
  readonly status: Calls<typeof StatusService>;

  /** What a box calls. Its stream needs node. */
  readonly boxes: Calls<typeof BoxService>;

  /** Whether the backend serves, in gRPC's own words. `watch` needs node. */
  readonly health: Calls<typeof Health>;

  /** Ends all connections and what is still called on them. */
  close(): void;
}

export function marketOver(transport: Transport): Market {
  const market = calls(MarketService, transport);
  const registry = calls(RegistryService, transport);
  const mastr = calls(MastrService, transport);
  const forecasts = calls(ForecastService, transport);
  const evidence = calls(EvidenceService, transport);
  const fleet = calls(FleetService, transport);
  const control = calls(ControlService, transport);
  const jobs = calls(JobsService, transport);
  return {
    market: {
      ...market,
      timeslots: (filter, options) => pages(market.listTimeslots, (answer) => answer.timeslots, filter, options),
    },
    registry: {
      ...registry,
      importMastr: (file, options) => registry.importMastr(chunks(file), options),
      units: (filter = {}, options) => pages(registry.listUnits, (answer) => answer.units, filter, options),
      boxes: (filter = {}, options) => pages(registry.listBoxes, (answer) => answer.boxes, filter, options),
      customers: (filter = {}, options) => pages(registry.listCustomers, (answer) => answer.customers, filter, options),
      contracts: (filter = {}, options) => pages(registry.listContracts, (answer) => answer.contracts, filter, options),
      claims: (filter = {}, options) => pages(registry.listClaims, (answer) => answer.claims, filter, options),
      links: (filter, options) => pages(registry.listLinks, (answer) => answer.links, filter, options),
      history: (filter, options) => pages(registry.getHistory, (answer) => answer.entries, filter, options),
    },
    mastr: {
      ...mastr,
      units: (filter = {}, options) => pages(mastr.listMastrUnits, (answer) => answer.units, filter, options),
    },
    forecasts: {
      ...forecasts,
      importForecast: (file, options) => forecasts.importForecast(chunks(file), options),
    },
    settlement: calls(SettlementService, transport),
    evidence: {
      ...evidence,
      anchors: (filter = {}, options) => pages(evidence.listAnchors, (answer) => answer.anchors, filter, options),
      dataEvents: (filter = {}, options) => pages(evidence.listDataEvents, (answer) => answer.events, filter, options),
    },
    control: {
      ...control,
      limits: (filter = {}, options) => pages(control.listLimits, (answer) => answer.limits, filter, options),
      boxEvents: (filter = {}, options) => pages(control.listBoxEvents, (answer) => answer.events, filter, options),
    },
    fleet: {
      ...fleet,
      uploadPackage: (file, options) => fleet.uploadPackage(chunks(file), options),
      boxOrders: (filter = {}, options) => pages(fleet.listBoxOrders, (answer) => answer.orders, filter, options),
    },
    jobs: {
      ...jobs,
      runs: (filter = {}, options) => pages(jobs.listJobs, (answer) => answer.jobs, filter, options),
      log: (filter, options) => pages(jobs.getJobLog, (answer) => answer.lines, filter, options),
    },
    status: calls(StatusService, transport),
    boxes: calls(BoxService, transport),
    health: calls(Health, transport),
    close: () => transport.close(),
  };
}
