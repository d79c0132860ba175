/** Response and request shapes of `/api/v1`. One place, so that types generated from openapi.json can take over. */
export * from './types/common.ts';
export * from './types/identity.ts';
export * from './types/company.ts';
export * from './types/event.ts';
export * from './types/finding.ts';
export * from './types/incident.ts';
export * from './types/agreement.ts';
export * from './types/activity.ts';
export * from './types/storage.ts';
