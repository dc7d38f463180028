export type { HappeningJson, JourneyJson, StepJson, WhyJson } from '../../src/http/schemas/journey.js';
export type {
  AddressJson,
  AttachmentJson,
  CodeJson,
  EnvelopeJson,
  HeaderFieldJson,
  LinkJson,
  MessageJson,
  MessagePageJson,
  MessageRowJson,
  PartNode,
  StructureJson,
  TranscriptLineJson,
} from '../../src/http/schemas/message.js';
export type {
  QueueItemJson,
  RelaySettingsJson,
  RelaySettingsRequest,
  RelayStatusJson,
  ReleaseBody,
  RoutesJson,
} from '../../src/http/schemas/relay.js';
export type { ComposeRequest } from '../../src/http/schemas/requests.js';
export type { SamplesAnswerJson } from '../../src/http/schemas/samples.js';
export type {
  AccountJson,
  AccountPageJson,
  InfoJson,
  LiveEvent,
  Problem,
  SessionDetailJson,
  SessionJson,
  SessionPageJson,
} from '../../src/http/schemas/server.js';
export type { SettingsJson, SettingsRequest } from '../../src/http/schemas/settings.js';
