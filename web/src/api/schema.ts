export interface paths {
    readonly "/api/v1/setup": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the set-up is open to the holder of this link */
        readonly get: operations["setup.show"];
        readonly put?: never;
        /** Make the provider and its first administrator; works once */
        readonly post: operations["setup.complete"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/session": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who you are and what you may do */
        readonly get: operations["session.get"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Change your own name or language */
        readonly patch: operations["session.update"];
        readonly trace?: never;
    };
    readonly "/api/v1/sessions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Where you are signed in, newest first */
        readonly get: operations["session.list"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sessions/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** End one of your sessions */
        readonly delete: operations["session.end"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/users/invitations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Open invitations, newest first */
        readonly get: operations["invitation.list"];
        readonly put?: never;
        /** Invite somebody by mail; a new invitation of the same address replaces the old one */
        readonly post: operations["invitation.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/users/invitations/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Withdraw an invitation: its link stops working */
        readonly delete: operations["invitation.delete"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/invitations/{token}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What an invitation offers, for the holder of its link */
        readonly get: operations["invitation.show"];
        readonly put?: never;
        /** Make the account that an invitation offers; the link works once */
        readonly post: operations["invitation.accept"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/users": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Users by name */
        readonly get: operations["user.list"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/users/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Change, disable or enable a user; a disabled user loses all sessions and tokens at once */
        readonly patch: operations["user.update"];
        readonly trace?: never;
    };
    readonly "/api/v1/users/{id}/unlock": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Lift the lock that failed sign-ins have put on an account */
        readonly post: operations["user.unlock"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/users/{id}/sessions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Sign a user out everywhere */
        readonly delete: operations["user.end_sessions"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/passkeys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Your passkeys */
        readonly get: operations["passkey.list"];
        readonly put?: never;
        /** Add a passkey that the browser has made */
        readonly post: operations["passkey.add"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/passkeys/options": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** What the browser is to make a passkey with; needs a proof of who you are in the last ten minutes */
        readonly post: operations["passkey.prepare"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/passkeys/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Remove one of your passkeys, unless it is the last way in; needs a proof of who you are */
        readonly delete: operations["passkey.remove"];
        readonly options?: never;
        readonly head?: never;
        /** Give one of your passkeys another name */
        readonly patch: operations["passkey.rename"];
        readonly trace?: never;
    };
    readonly "/api/v1/sign-in/ways": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How one can sign in; with the domain of an address also by whose identity provider */
        readonly get: operations["sign_in.ways"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/users/{id}/sign-in": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What a user has to sign in with */
        readonly get: operations["user.show_sign_in"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/users/{id}/passkeys/{passkeyId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Remove a passkey that a user has lost; the user is signed out everywhere */
        readonly delete: operations["user.remove_passkey"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/users/{id}/identity-links/{linkId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Forget who a user is at an identity provider; the user is signed out everywhere */
        readonly delete: operations["user.remove_identity_link"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/identity-providers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The identity providers of the settings, with what has to be registered there */
        readonly get: operations["identity_provider.list"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/identity-providers/{id}/check": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Read an identity provider’s discovery document now */
        readonly post: operations["identity_provider.check"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/tokens": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Your API tokens */
        readonly get: operations["token.list"];
        readonly put?: never;
        /** Make an API token of yours; it is in this reply only */
        readonly post: operations["token.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/tokens/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Revoke one of your API tokens */
        readonly delete: operations["token.delete"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/companies": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Companies by name; a customer sees its own */
        readonly get: operations["company.list"];
        readonly put?: never;
        /** Take on a customer */
        readonly post: operations["company.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/companies/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A company with what belongs to it, counted */
        readonly get: operations["company.get"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Change a company: absent leaves, null clears */
        readonly patch: operations["company.update"];
        readonly trace?: never;
    };
    readonly "/api/v1/companies/{id}/projects": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A company's projects by name */
        readonly get: operations["project.list"];
        readonly put?: never;
        /** Give a company a project */
        readonly post: operations["project.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/projects/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Change a project */
        readonly patch: operations["project.update"];
        readonly trace?: never;
    };
    readonly "/api/v1/companies/{id}/contacts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whom a company wants to be told, by name */
        readonly get: operations["contact.list"];
        readonly put?: never;
        /** Add a contact to a company */
        readonly post: operations["contact.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/contacts/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Remove a contact */
        readonly delete: operations["contact.delete"];
        readonly options?: never;
        readonly head?: never;
        /** Change a contact */
        readonly patch: operations["contact.update"];
        readonly trace?: never;
    };
    readonly "/api/v1/companies/{id}/off-boarding": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How far the export and erasure of a company are */
        readonly get: operations["company.off_boarding"];
        readonly put?: never;
        /** Export all of a company; then, in a second request, erase it; or cancel */
        readonly post: operations["company.off_board"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/activity/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Records as they are filtered, as a file, newest first */
        readonly get: operations["activity.export"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/activity": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who did what, newest first; a customer sees what concerns its company */
        readonly get: operations["activity.list"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/activity/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One record of the Activity Log */
        readonly get: operations["activity.get"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/activity-counts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Data-plane writes (events received) by hour, which are counted rather than recorded */
        readonly get: operations["activity.list_counts"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sources": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Sources of events, with what they sent in the last 24 hours */
        readonly get: operations["source.list"];
        readonly put?: never;
        /** Make a source; its token is in this reply only */
        readonly post: operations["source.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/sources/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Rename a source, change its addresses, disable or enable it */
        readonly patch: operations["source.update"];
        readonly trace?: never;
    };
    readonly "/api/v1/sources/{id}/rotate-token": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Give a source a new token; the old one ends */
        readonly post: operations["source.rotate_token"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Matching events as a file, newest first; NDJSON holds each as it is and as it was received */
        readonly get: operations["event.export"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Search security events, newest first */
        readonly get: operations["event.search"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events/query-check": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether a text can be searched with, and where its mistake is; nothing is searched */
        readonly get: operations["event.check_query"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events/histogram": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Matching events over time, split by severity or class where asked */
        readonly get: operations["event.histogram"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events/fields": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The commonest values of a field or path among matching events, and what they are like together */
        readonly get: operations["event.field_statistics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events/field-values": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Values of a field that begin with a text, commonest first, for completion */
        readonly get: operations["event.field_values"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events/query-fields": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The fields that a search may name, and how many events of the range have each */
        readonly get: operations["event.query_fields"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One event: normalised and as received */
        readonly get: operations["event.get"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/saved-searches": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Saved searches: the caller’s own and those that colleagues share */
        readonly get: operations["saved_search.list"];
        readonly put?: never;
        /** Keep a search */
        readonly post: operations["saved_search.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/saved-searches/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One saved search */
        readonly get: operations["saved_search.get"];
        readonly put?: never;
        readonly post?: never;
        /** Delete a saved search; for 30 days it can be restored */
        readonly delete: operations["saved_search.delete"];
        readonly options?: never;
        readonly head?: never;
        /** Rename, share or change a saved search */
        readonly patch: operations["saved_search.update"];
        readonly trace?: never;
    };
    readonly "/api/v1/saved-searches/{id}/restore": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Take back the deletion of a saved search */
        readonly post: operations["saved_search.restore"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/intake/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What intake has received, stored, evaluated and could not parse in the last 24 hours */
        readonly get: operations["intake.status"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/intake/reconciliation": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Received, stored, evaluated, unparsed and really there, by source: does it add up? */
        readonly get: operations["intake.reconcile"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/companies/{id}/storage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What a company has stored, its retention and quota; what another retention would remove */
        readonly get: operations["company.storage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/findings/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Findings as they are filtered, as a file, the last opened first */
        readonly get: operations["finding.export"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/findings": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Findings, newest match first */
        readonly get: operations["finding.list"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/findings/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One finding with its evidence and receipt */
        readonly get: operations["finding.get"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/rules": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Detection rules in force, saved and disabled, and the refused ones with the reason */
        readonly get: operations["rule.list"];
        readonly put?: never;
        /** Saves a rule of the installation’s own; under the id of a shipped rule it is an overlay */
        readonly post: operations["rule.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/rules/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One rule with its source, its tests, its versions and what happened to it */
        readonly get: operations["rule.get"];
        /** Saves the next version of a local rule; what is in force stays in force */
        readonly put: operations["rule.save"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/dead-rules": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Rules in force that no event of the last 7 days could reach, with what is missing */
        readonly get: operations["rule.dead"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/attack/coverage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Which techniques of MITRE ATT&CK rules cover, and what they matched in 7 days */
        readonly get: operations["attack.coverage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/attack/navigator-layer": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The coverage as a layer of the ATT&CK Navigator */
        readonly get: operations["attack.layer"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/rules/check": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Whether a text can be read as a rule, and what its tests say; nothing is saved */
        readonly post: operations["rule.check"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/rules/{id}/versions/{version}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** A saved version of a local rule */
        readonly get: operations["rule_version.get"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/rules/{id}/activate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Puts a saved version into force, when its own tests pass */
        readonly post: operations["rule.activate"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/rules/{id}/disable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Takes a rule out of force, a shipped one too */
        readonly post: operations["rule.disable"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/rules/{id}/enable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Puts a disabled rule back into force as it was */
        readonly post: operations["rule.enable"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/rules/{id}/release": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Puts a rule that is in quarantine back into force, and lets it cost what it costs for a time */
        readonly post: operations["rule.release"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/rules/{id}/withdraw": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Takes a local rule out of force; the shipped rule with its id is in force again */
        readonly post: operations["rule.withdraw"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/rules/import": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Saves the rules of many files, and puts them into force with one new version of the set */
        readonly post: operations["rule.import"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events/{id}/rule-fields": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The fields and log sources of an event that a rule can be made from */
        readonly get: operations["rule.event_fields"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events/{id}/rule-draft": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** The text of a rule that asks for values of an event, with the event as its test; nothing is saved */
        readonly post: operations["rule.from_event"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/rules/try": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** How often a rule would have fired in the last days, and on whom */
        readonly post: operations["rule.try"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events/{id}/explanation": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Why a rule matches an event or does not, field by field, and why the window of a correlation does not hold */
        readonly post: operations["rule.explain"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events/{id}/rules": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The rules in force that match an event, and those that come near to it */
        readonly get: operations["rule.of_event"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/findings/{id}/replay": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the evidence of a finding leads to the same verdict again, or what differs */
        readonly get: operations["finding.replay"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/suppressions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Suppressions and filters of companies, the last made first */
        readonly get: operations["suppression.list"];
        readonly put?: never;
        /** Suppresses findings of a rule or correlation about one entity, or about every entity, of one company */
        readonly post: operations["suppression.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/suppressions/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One suppression or filter, with what happened to it */
        readonly get: operations["suppression.get"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/suppressions/{id}/matches": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What a suppression or filter took, newest first, with the events */
        readonly get: operations["suppression.matches"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/suppressions/filters": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Excludes events from rules in one company, by a Sigma filter or by fields of an event */
        readonly post: operations["suppression.create_filter"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/suppressions/filters/check": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Whether a filter can be read, and which rules it is about; nothing is saved */
        readonly post: operations["suppression.check_filter"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events/{id}/filter-fields": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The fields of an event that a filter can name, and those by which a rule matches it */
        readonly get: operations["suppression.event_fields"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/suppressions/{id}/end": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Ends a suppression or filter before it expires */
        readonly post: operations["suppression.end"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/suppressions/{id}/disable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Switches a filter off; it can be switched on again until it expires */
        readonly post: operations["suppression.disable"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/suppressions/{id}/enable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Switches a filter on */
        readonly post: operations["suppression.enable"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/incidents/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Incidents as they are filtered, as a file, newest first */
        readonly get: operations["incident.export"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/incidents": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Incidents, newest first */
        readonly get: operations["incident.list"];
        readonly put?: never;
        /** Opens an incident by hand */
        readonly post: operations["incident.open"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/incidents/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One incident with its findings and timeline */
        readonly get: operations["incident.get"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Changes title, severity, summary or assignee */
        readonly patch: operations["incident.edit"];
        readonly trace?: never;
    };
    readonly "/api/v1/incidents/{id}/transition": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Moves an incident to another status */
        readonly post: operations["incident.transition"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/incidents/{id}/timeline": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Writes a note on the timeline, for staff or for the affected companies */
        readonly post: operations["incident.note"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/incidents/{id}/companies": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Marks a company as affected, or suspected to be; clocks of its agreements start */
        readonly post: operations["incident.affect_company"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/incidents/{id}/companies/{companyId}/clear": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Says that a company turned out not to be affected */
        readonly post: operations["incident.clear_company"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/findings/{id}/triage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Decide on a finding: open an incident, attach it to one, or dismiss it with a reason */
        readonly post: operations["finding.triage"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/playbooks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Playbooks that can be attached to an incident */
        readonly get: operations["playbook.list"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/incidents/{id}/plan": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The plan that an incident follows; null for a customer */
        readonly get: operations["plan.get"];
        readonly put?: never;
        /** Gives an incident the steps of a playbook */
        readonly post: operations["plan.attach"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/plan-steps/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Starts, ends, skips or reopens a step; returns the plan */
        readonly post: operations["plan.change_step"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/agreements": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Agreements, newest version each */
        readonly get: operations["agreement.list"];
        readonly put?: never;
        /** Records an agreement with a customer */
        readonly post: operations["agreement.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/agreements/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One agreement, newest version */
        readonly get: operations["agreement.get"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Makes a new version; obligations that run keep theirs */
        readonly patch: operations["agreement.change"];
        readonly trace?: never;
    };
    readonly "/api/v1/obligations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Obligations to notify, the next due first */
        readonly get: operations["obligation.list"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/incidents/{id}/obligations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Obligations that an incident started */
        readonly get: operations["incident.obligations"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/incidents/{id}/notices": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Notices of an incident */
        readonly get: operations["incident.notices"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/notice-settings/contact": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whom customers call, as notices say it */
        readonly get: operations["notice_setting.get_contact"];
        /** Sets whom customers call; notices that are approved keep theirs */
        readonly put: operations["notice_setting.set_contact"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/notices/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One notice with its mail, recipients and attempts */
        readonly get: operations["notice.get"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /** Changes a draft */
        readonly patch: operations["notice.edit"];
        readonly trace?: never;
    };
    readonly "/api/v1/notices/{id}/reject": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Gives a notice back to its author */
        readonly post: operations["notice.reject"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/notices/{id}/submit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Hands a draft in for approval */
        readonly post: operations["notice.submit"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/notices/{id}/approve": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Approves a notice as a second person; it is sent */
        readonly post: operations["notice.approve"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/notices/{id}/resend": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Sends a notice again to the contacts of today */
        readonly post: operations["notice.resend"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/notices/{id}/revoke-tracking": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Makes the tracking link useless */
        readonly post: operations["notice.revoke_tracking"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/received-notices": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Notices that your own company was sent, with what it is advised to do, newest first */
        readonly get: operations["received_notice.list"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/measures/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Says that a measure which your company was recommended is done, or not */
        readonly post: operations["measure.tick"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/track/{token}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** An incident as the company of a tracking link sees it */
        readonly get: operations["tracking.get"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/track/{token}/measures/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Says that a recommended measure is done, or not */
        readonly post: operations["tracking.tick_measure"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/incidents/{id}/alerts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who of the staff was told of an incident’s obligations, the latest first */
        readonly get: operations["incident.alerts"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/alert-preference": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Of which obligations you get mail */
        readonly get: operations["alert_preference.get"];
        /** Chooses of which obligations you get mail */
        readonly put: operations["alert_preference.set"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/notice-settings/bounces": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether and how the mailbox is read that bounces come to */
        readonly get: operations["notice_setting.get_bounces"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/file-systems": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Disks that data lies on, their free space and what it leads to */
        readonly get: operations["file_system.list"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/overview": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Open incidents, new findings, events of the last day, silent sources */
        readonly get: operations["overview.get"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/backups": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The latest backups, newest first */
        readonly get: operations["backup.list"];
        readonly put?: never;
        /** Says that the backup of an open cut is complete (for tocsin backup) */
        readonly post: operations["backup.create"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: never;
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly "setup.show": {
        readonly parameters: {
            readonly query: {
                readonly token: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly state: "open" | "done" | "invalid";
                        readonly providerName: string | null;
                    };
                };
            };
        };
    };
    readonly "setup.complete": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly token: string;
                    readonly providerName: string;
                    readonly name: string;
                    readonly email: string;
                    readonly password: string;
                    /** @default en */
                    readonly locale?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly state: "open" | "done" | "invalid";
                        readonly providerName: string | null;
                    };
                };
            };
        };
    };
    readonly "session.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly user: {
                            /** Format: uuid */
                            readonly id: string;
                            readonly name: string;
                            readonly email: string;
                            readonly locale: string;
                            readonly twoFactorEnabled: boolean;
                        };
                        readonly signIn: {
                            readonly password: boolean;
                            readonly passkeys: number;
                            readonly identityProviders: readonly string[];
                            readonly passkeyOrigin: string | null;
                            readonly requiredProvider: string | null;
                            readonly proved: boolean;
                        };
                        /** @enum {string} */
                        readonly kind: "provider" | "customer";
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly companyName: string;
                        readonly roles: readonly ("admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer")[];
                        readonly permissions: readonly ("company:read" | "company:write" | "contact:write" | "user:read" | "user:write" | "token:write" | "source:read" | "source:write" | "event:read" | "finding:read" | "finding:triage" | "rule:read" | "rule:write" | "incident:read" | "incident:write" | "plan:write" | "agreement:read" | "agreement:write" | "obligation:read" | "notice:read" | "notice:write" | "notice:approve" | "measure:write" | "activity:read" | "setting:write" | "metrics:read")[];
                        readonly provider: {
                            readonly name: string;
                        };
                        readonly mail: {
                            readonly configured: boolean;
                            readonly outboxPath: string | null;
                        };
                        readonly version: string;
                    };
                };
            };
        };
    };
    readonly "session.update": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name?: string;
                    readonly locale?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "session.list": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            readonly current: boolean;
                            readonly ipAddress: string;
                            readonly userAgent: string;
                            /** @enum {string} */
                            readonly way: "password" | "passkey" | "oidc";
                            /** Format: date-time */
                            readonly createdAt: string;
                            /** Format: date-time */
                            readonly expiresAt: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "session.end": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "invitation.list": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly companyName: string;
                            readonly email: string;
                            /** @enum {string} */
                            readonly role: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                            /** Format: date-time */
                            readonly expiresAt: string;
                            /** Format: date-time */
                            readonly createdAt: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "invitation.create": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly email: string;
                    /** @enum {string} */
                    readonly role: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                    /** Format: uuid */
                    readonly companyId: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly companyName: string;
                        readonly email: string;
                        /** @enum {string} */
                        readonly role: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                        /** Format: date-time */
                        readonly expiresAt: string;
                        /** Format: date-time */
                        readonly createdAt: string;
                    };
                };
            };
        };
    };
    readonly "invitation.delete": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "invitation.show": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly email: string;
                        /** @enum {string} */
                        readonly role: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                        readonly companyName: string;
                        readonly providerName: string;
                        /** Format: date-time */
                        readonly expiresAt: string;
                        readonly identityProviders: readonly {
                            readonly id: string;
                            readonly name: string;
                        }[];
                        readonly password: boolean;
                    };
                };
            };
        };
    };
    readonly "invitation.accept": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                    readonly password: string;
                    readonly locale?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "user.list": {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly cursor?: string;
                readonly companyId?: string;
                readonly q?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly companyName: string;
                            readonly name: string;
                            readonly email: string;
                            /** @enum {string} */
                            readonly role: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                            readonly locale: string;
                            readonly disabled: boolean;
                            readonly twoFactorEnabled: boolean;
                            readonly signIn: {
                                readonly password: boolean;
                                readonly passkeys: number;
                                readonly identityProviders: readonly string[];
                            };
                            readonly lastSignInAt: string | null;
                            readonly lockedUntil: string | null;
                            /** Format: date-time */
                            readonly createdAt: string;
                        }[];
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly "user.update": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @enum {string} */
                    readonly role?: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                    readonly disabled?: boolean;
                    readonly name?: string;
                    readonly locale?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly companyName: string;
                        readonly name: string;
                        readonly email: string;
                        /** @enum {string} */
                        readonly role: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                        readonly locale: string;
                        readonly disabled: boolean;
                        readonly twoFactorEnabled: boolean;
                        readonly signIn: {
                            readonly password: boolean;
                            readonly passkeys: number;
                            readonly identityProviders: readonly string[];
                        };
                        readonly lastSignInAt: string | null;
                        readonly lockedUntil: string | null;
                        /** Format: date-time */
                        readonly createdAt: string;
                    };
                };
            };
        };
    };
    readonly "user.unlock": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "user.end_sessions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "passkey.list": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            readonly name: string;
                            readonly synced: boolean;
                            readonly suspended: boolean;
                            /** Format: date-time */
                            readonly createdAt: string;
                            readonly lastUsedAt: string | null;
                        }[];
                    };
                };
            };
        };
    };
    readonly "passkey.add": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                    readonly response: {
                        readonly id: string;
                        readonly rawId: string;
                        /** @enum {string} */
                        readonly type: "public-key";
                        readonly authenticatorAttachment?: ("platform" | "cross-platform") | null;
                        /** @default {} */
                        readonly clientExtensionResults?: {
                            readonly [key: string]: unknown;
                        };
                        readonly response: {
                            readonly clientDataJSON: string;
                            readonly attestationObject: string;
                            /** @default [] */
                            readonly transports?: readonly string[];
                        };
                    };
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        readonly name: string;
                        readonly synced: boolean;
                        readonly suspended: boolean;
                        /** Format: date-time */
                        readonly createdAt: string;
                        readonly lastUsedAt: string | null;
                    };
                };
            };
        };
    };
    readonly "passkey.prepare": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly challenge: string;
                    } & {
                        readonly [key: string]: unknown;
                    };
                };
            };
        };
    };
    readonly "passkey.remove": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "passkey.rename": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "sign_in.ways": {
        readonly parameters: {
            readonly query?: {
                readonly domain?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly passkeyOrigin: string | null;
                        readonly identityProviders: readonly {
                            readonly id: string;
                            readonly name: string;
                            readonly required: boolean;
                        }[];
                        readonly byDomain: boolean;
                    };
                };
            };
        };
    };
    readonly "user.show_sign_in": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly password: boolean;
                        readonly twoFactorEnabled: boolean;
                        readonly passkeys: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            readonly name: string;
                            readonly synced: boolean;
                            readonly suspended: boolean;
                            /** Format: date-time */
                            readonly createdAt: string;
                            readonly lastUsedAt: string | null;
                        }[];
                        readonly identityLinks: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            readonly issuer: string;
                            readonly name: string | null;
                            /** Format: date-time */
                            readonly createdAt: string;
                            readonly lastUsedAt: string | null;
                        }[];
                    };
                };
            };
        };
    };
    readonly "user.remove_passkey": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
                readonly passkeyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "user.remove_identity_link": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
                readonly linkId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "identity_provider.list": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly id: string;
                            readonly name: string;
                            readonly issuer: string;
                            readonly who: string;
                            readonly domains: readonly string[];
                            readonly required: boolean;
                            readonly createUsers: boolean;
                            readonly breakGlass: string | null;
                            readonly missing: readonly ("company" | "break_glass_account")[];
                            readonly redirectUri: string;
                            readonly logoutUri: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "identity_provider.check": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly ok: boolean;
                        readonly code: string | null;
                        readonly message: string | null;
                    };
                };
            };
        };
    };
    readonly "token.list": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            readonly name: string;
                            readonly permissions: readonly string[];
                            readonly expiresAt: string | null;
                            readonly lastUsedAt: string | null;
                            /** Format: date-time */
                            readonly createdAt: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "token.create": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                    readonly permissions: readonly ("company:read" | "company:write" | "contact:write" | "user:read" | "user:write" | "token:write" | "source:read" | "source:write" | "event:read" | "finding:read" | "finding:triage" | "rule:read" | "rule:write" | "incident:read" | "incident:write" | "plan:write" | "agreement:read" | "agreement:write" | "obligation:read" | "notice:read" | "notice:write" | "notice:approve" | "measure:write" | "activity:read" | "setting:write" | "metrics:read")[];
                    readonly expiresAt?: string | null;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        readonly name: string;
                        readonly permissions: readonly string[];
                        readonly expiresAt: string | null;
                        readonly lastUsedAt: string | null;
                        /** Format: date-time */
                        readonly createdAt: string;
                        readonly token: string;
                    };
                };
            };
        };
    };
    readonly "token.delete": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "company.list": {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly cursor?: string;
                readonly q?: string;
                readonly kind?: "provider" | "customer";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            /** @enum {string} */
                            readonly kind: "provider" | "customer";
                            readonly name: string;
                            readonly slug: string;
                            readonly locale: string;
                            readonly retentionDays: number | null;
                            /** @enum {string} */
                            readonly status: "active" | "off_boarding" | "erased";
                            readonly quotaBytes: number | null;
                            /** @enum {string} */
                            readonly quotaAction: "warn" | "remove_oldest";
                            /** Format: date-time */
                            readonly createdAt: string;
                        }[];
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly "company.create": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                    readonly slug: string;
                    /** @default null */
                    readonly retentionDays?: number | null;
                    /** @default null */
                    readonly quotaBytes?: number | null;
                    /**
                     * @default warn
                     * @enum {string}
                     */
                    readonly quotaAction?: "warn" | "remove_oldest";
                    /** @default en */
                    readonly locale?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** @enum {string} */
                        readonly kind: "provider" | "customer";
                        readonly name: string;
                        readonly slug: string;
                        readonly locale: string;
                        readonly retentionDays: number | null;
                        /** @enum {string} */
                        readonly status: "active" | "off_boarding" | "erased";
                        readonly quotaBytes: number | null;
                        /** @enum {string} */
                        readonly quotaAction: "warn" | "remove_oldest";
                        /** Format: date-time */
                        readonly createdAt: string;
                    };
                };
            };
        };
    };
    readonly "company.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** @enum {string} */
                        readonly kind: "provider" | "customer";
                        readonly name: string;
                        readonly slug: string;
                        readonly locale: string;
                        readonly retentionDays: number | null;
                        /** @enum {string} */
                        readonly status: "active" | "off_boarding" | "erased";
                        readonly quotaBytes: number | null;
                        /** @enum {string} */
                        readonly quotaAction: "warn" | "remove_oldest";
                        /** Format: date-time */
                        readonly createdAt: string;
                        readonly counts: {
                            readonly users: number;
                            readonly sources: number;
                            readonly openIncidents: number;
                            readonly openFindings: number;
                        };
                    };
                };
            };
        };
    };
    readonly "company.update": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name?: string;
                    readonly slug?: string;
                    readonly retentionDays?: number | null;
                    readonly quotaBytes?: number | null;
                    /** @enum {string} */
                    readonly quotaAction?: "warn" | "remove_oldest";
                    readonly locale?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** @enum {string} */
                        readonly kind: "provider" | "customer";
                        readonly name: string;
                        readonly slug: string;
                        readonly locale: string;
                        readonly retentionDays: number | null;
                        /** @enum {string} */
                        readonly status: "active" | "off_boarding" | "erased";
                        readonly quotaBytes: number | null;
                        /** @enum {string} */
                        readonly quotaAction: "warn" | "remove_oldest";
                        /** Format: date-time */
                        readonly createdAt: string;
                    };
                };
            };
        };
    };
    readonly "project.list": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly name: string;
                            readonly slug: string;
                            /** Format: date-time */
                            readonly createdAt: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "project.create": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                    readonly slug: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly name: string;
                        readonly slug: string;
                        /** Format: date-time */
                        readonly createdAt: string;
                    };
                };
            };
        };
    };
    readonly "project.update": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name?: string;
                    readonly slug?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly name: string;
                        readonly slug: string;
                        /** Format: date-time */
                        readonly createdAt: string;
                    };
                };
            };
        };
    };
    readonly "contact.list": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly string[];
                            readonly locale: string;
                            readonly disabled: boolean;
                            /** Format: date-time */
                            readonly createdAt: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "contact.create": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                    readonly email: string;
                    readonly categories?: readonly ("security" | "legal" | "operations")[];
                    /** @default en */
                    readonly locale?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly name: string;
                        readonly email: string;
                        readonly categories: readonly string[];
                        readonly locale: string;
                        readonly disabled: boolean;
                        /** Format: date-time */
                        readonly createdAt: string;
                    };
                };
            };
        };
    };
    readonly "contact.delete": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "contact.update": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name?: string;
                    readonly email?: string;
                    readonly categories?: readonly ("security" | "legal" | "operations")[];
                    readonly locale?: string;
                    readonly disabled?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly name: string;
                        readonly email: string;
                        readonly categories: readonly string[];
                        readonly locale: string;
                        readonly disabled: boolean;
                        /** Format: date-time */
                        readonly createdAt: string;
                    };
                };
            };
        };
    };
    readonly "company.off_boarding": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly companyId: string;
                        /** @enum {string} */
                        readonly status: "active" | "off_boarding" | "erased";
                        readonly steps: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            /** @enum {string} */
                            readonly step: "export" | "erase";
                            /** @enum {string} */
                            readonly state: "queued" | "running" | "done" | "failed";
                            readonly requestedByName: string;
                            /** Format: date-time */
                            readonly requestedAt: string;
                            readonly finishedAt: string | null;
                            readonly detail: {
                                readonly [key: string]: unknown;
                            };
                        }[];
                    };
                };
            };
        };
    };
    readonly "company.off_board": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @enum {string} */
                    readonly step: "export" | "erase" | "cancel";
                    readonly confirm: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly companyId: string;
                        /** @enum {string} */
                        readonly status: "active" | "off_boarding" | "erased";
                        readonly steps: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            /** @enum {string} */
                            readonly step: "export" | "erase";
                            /** @enum {string} */
                            readonly state: "queued" | "running" | "done" | "failed";
                            readonly requestedByName: string;
                            /** Format: date-time */
                            readonly requestedAt: string;
                            readonly finishedAt: string | null;
                            readonly detail: {
                                readonly [key: string]: unknown;
                            };
                        }[];
                        readonly jobId: string | null;
                    };
                };
            };
        };
    };
    readonly "activity.export": {
        readonly parameters: {
            readonly query?: {
                readonly from?: string;
                readonly to?: string;
                readonly principal?: string;
                readonly eventName?: string;
                readonly resource?: string;
                readonly outcome?: "success" | "denied" | "failed";
                readonly readOnly?: string;
                readonly companyId?: string;
                readonly sourceIp?: string;
                readonly format?: "csv" | "ndjson";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The file. One that could not be sent to its end breaks off without the end of its transfer. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/csv": string;
                    readonly "application/x-ndjson": string;
                };
            };
        };
    };
    readonly "activity.list": {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly cursor?: string;
                readonly from?: string;
                readonly to?: string;
                readonly principal?: string;
                readonly eventName?: string;
                readonly resource?: string;
                readonly outcome?: "success" | "denied" | "failed";
                readonly readOnly?: string;
                readonly companyId?: string;
                readonly sourceIp?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            /** Format: date-time */
                            readonly at: string;
                            readonly principal: {
                                /** @enum {string} */
                                readonly kind: "user" | "token" | "system" | "anonymous";
                                readonly id: string | null;
                                readonly name: string;
                            };
                            readonly eventName: string;
                            readonly eventSource: string;
                            readonly readOnly: boolean;
                            /** @enum {string} */
                            readonly outcome: "success" | "denied" | "failed";
                            readonly errorCode: string | null;
                            readonly sourceIp: string;
                            readonly userAgent: string;
                            readonly resources: readonly {
                                readonly type: string;
                                readonly id: string;
                            }[];
                            readonly companyId: string | null;
                            readonly requestId: string;
                            readonly detail: {
                                readonly [key: string]: unknown;
                            };
                        }[];
                        readonly nextCursor: string | null;
                        readonly total: number | null;
                    };
                };
            };
        };
    };
    readonly "activity.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: date-time */
                        readonly at: string;
                        readonly principal: {
                            /** @enum {string} */
                            readonly kind: "user" | "token" | "system" | "anonymous";
                            readonly id: string | null;
                            readonly name: string;
                        };
                        readonly eventName: string;
                        readonly eventSource: string;
                        readonly readOnly: boolean;
                        /** @enum {string} */
                        readonly outcome: "success" | "denied" | "failed";
                        readonly errorCode: string | null;
                        readonly sourceIp: string;
                        readonly userAgent: string;
                        readonly resources: readonly {
                            readonly type: string;
                            readonly id: string;
                        }[];
                        readonly companyId: string | null;
                        readonly requestId: string;
                        readonly detail: {
                            readonly [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    readonly "activity.list_counts": {
        readonly parameters: {
            readonly query?: {
                readonly from?: string;
                readonly to?: string;
                readonly companyId?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly operation: string;
                            /** Format: date-time */
                            readonly at: string;
                            readonly count: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly "source.list": {
        readonly parameters: {
            readonly query?: {
                readonly companyId?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly projectId: string | null;
                            readonly name: string;
                            /** @enum {string} */
                            readonly kind: "http" | "syslog";
                            readonly addresses: readonly string[];
                            readonly certificateFingerprint: string | null;
                            readonly disabled: boolean;
                            /** Format: date-time */
                            readonly createdAt: string;
                            readonly companyName: string;
                            readonly lastEventAt: string | null;
                            readonly eventCount24h: number;
                            readonly silentSince: string | null;
                        }[];
                    };
                };
            };
        };
    };
    readonly "source.create": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** Format: uuid */
                    readonly companyId: string;
                    /** @default null */
                    readonly projectId?: string | null;
                    readonly name: string;
                    /** @enum {string} */
                    readonly kind: "http" | "syslog";
                    /** @default [] */
                    readonly addresses?: readonly string[];
                    /** @default null */
                    readonly certificateFingerprint?: string | null;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly source: {
                            /** Format: uuid */
                            readonly id: string;
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly projectId: string | null;
                            readonly name: string;
                            /** @enum {string} */
                            readonly kind: "http" | "syslog";
                            readonly addresses: readonly string[];
                            readonly certificateFingerprint: string | null;
                            readonly disabled: boolean;
                            /** Format: date-time */
                            readonly createdAt: string;
                        };
                        readonly token: string;
                    };
                };
            };
        };
    };
    readonly "source.update": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name?: string;
                    readonly addresses?: readonly string[];
                    readonly certificateFingerprint?: string | null;
                    readonly disabled?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly projectId: string | null;
                        readonly name: string;
                        /** @enum {string} */
                        readonly kind: "http" | "syslog";
                        readonly addresses: readonly string[];
                        readonly certificateFingerprint: string | null;
                        readonly disabled: boolean;
                        /** Format: date-time */
                        readonly createdAt: string;
                    };
                };
            };
        };
    };
    readonly "source.rotate_token": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly source: {
                            /** Format: uuid */
                            readonly id: string;
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly projectId: string | null;
                            readonly name: string;
                            /** @enum {string} */
                            readonly kind: "http" | "syslog";
                            readonly addresses: readonly string[];
                            readonly certificateFingerprint: string | null;
                            readonly disabled: boolean;
                            /** Format: date-time */
                            readonly createdAt: string;
                        };
                        readonly token: string;
                    };
                };
            };
        };
    };
    readonly "event.export": {
        readonly parameters: {
            readonly query?: {
                readonly from?: unknown;
                readonly to?: unknown;
                readonly q?: string;
                readonly companyId?: string;
                readonly limit?: number;
                readonly format?: "csv" | "ndjson";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The file. One that could not be sent to its end breaks off without the end of its transfer. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/csv": string;
                    readonly "application/x-ndjson": string;
                };
            };
        };
    };
    readonly "event.search": {
        readonly parameters: {
            readonly query?: {
                readonly from?: unknown;
                readonly to?: unknown;
                readonly q?: string;
                readonly companyId?: string;
                readonly limit?: number;
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            /** Format: date-time */
                            readonly time: string;
                            /** Format: date-time */
                            readonly receivedAt: string;
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly projectId: string | null;
                            /** Format: uuid */
                            readonly sourceId: string;
                            readonly classUid: number;
                            readonly className: string;
                            readonly activity: string;
                            readonly severity: string;
                            readonly status: string;
                            readonly repeated: number;
                            readonly message: string;
                            readonly host: string;
                            readonly userName: string;
                            readonly srcIp: string | null;
                            readonly dstIp: string | null;
                            readonly processName: string;
                            readonly apiOperation: string;
                            readonly product: string;
                            readonly category: string;
                            readonly service: string;
                            readonly parser: string;
                            readonly peer: string;
                            readonly unparsedReason: string | null;
                        }[];
                        readonly nextCursor: string | null;
                        readonly searched: {
                            readonly ms: number;
                        };
                    };
                };
            };
        };
    };
    readonly "event.check_query": {
        readonly parameters: {
            readonly query: {
                readonly q: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly mistake: {
                            /** @enum {string} */
                            readonly code: "query_too_long" | "query_too_complex" | "unexpected_text" | "unexpected_end" | "unclosed_quote" | "unknown_field" | "bad_operator" | "bad_value";
                            readonly message: string;
                            readonly position: number;
                            readonly length: number;
                        } | null;
                    };
                };
            };
        };
    };
    readonly "event.histogram": {
        readonly parameters: {
            readonly query?: {
                readonly from?: unknown;
                readonly to?: unknown;
                readonly q?: string;
                readonly companyId?: string;
                readonly buckets?: number;
                readonly split?: "severity" | "class";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: date-time */
                        readonly from: string;
                        /** Format: date-time */
                        readonly to: string;
                        readonly bucketMs: number;
                        readonly split: ("severity" | "class") | null;
                        readonly buckets: readonly {
                            /** Format: date-time */
                            readonly at: string;
                            readonly count: number;
                            readonly parts: readonly {
                                readonly value: string;
                                readonly count: number;
                            }[];
                        }[];
                        readonly total: number;
                    };
                };
            };
        };
    };
    readonly "event.field_statistics": {
        readonly parameters: {
            readonly query: {
                readonly from?: unknown;
                readonly to?: unknown;
                readonly q?: string;
                readonly companyId?: string;
                readonly field: string;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly field: string;
                        readonly total: number;
                        readonly counted: number;
                        readonly missing: number;
                        readonly distinct: number;
                        readonly values: readonly {
                            readonly value: string;
                            readonly count: number;
                        }[];
                        readonly numbers: {
                            readonly min: number;
                            readonly avg: number;
                            readonly p95: number;
                            readonly max: number;
                        } | null;
                    };
                };
            };
        };
    };
    readonly "event.field_values": {
        readonly parameters: {
            readonly query: {
                readonly from?: unknown;
                readonly to?: unknown;
                readonly q?: string;
                readonly companyId?: string;
                readonly field: string;
                readonly limit?: number;
                readonly start?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly field: string;
                        readonly values: readonly {
                            readonly value: string;
                            readonly count: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly "event.query_fields": {
        readonly parameters: {
            readonly query?: {
                readonly from?: unknown;
                readonly to?: unknown;
                readonly companyId?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly name: string;
                            /** @enum {string} */
                            readonly type: "text" | "number" | "named" | "time" | "id" | "address";
                            readonly description: string;
                            readonly values: readonly string[];
                            readonly isPath: boolean;
                            readonly events: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly "event.get": {
        readonly parameters: {
            readonly query?: {
                readonly companyId?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: date-time */
                        readonly time: string;
                        /** Format: date-time */
                        readonly receivedAt: string;
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly projectId: string | null;
                        /** Format: uuid */
                        readonly sourceId: string;
                        readonly classUid: number;
                        readonly className: string;
                        readonly activity: string;
                        readonly severity: string;
                        readonly status: string;
                        readonly repeated: number;
                        readonly message: string;
                        readonly host: string;
                        readonly userName: string;
                        readonly srcIp: string | null;
                        readonly dstIp: string | null;
                        readonly processName: string;
                        readonly apiOperation: string;
                        readonly product: string;
                        readonly category: string;
                        readonly service: string;
                        readonly parser: string;
                        readonly peer: string;
                        readonly unparsedReason: string | null;
                        readonly commandLine: string;
                        readonly ocsf: {
                            readonly [key: string]: unknown;
                        } | null;
                        readonly raw: string;
                    };
                };
            };
        };
    };
    readonly "saved_search.list": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            readonly name: string;
                            readonly q: string;
                            readonly range: string;
                            readonly searchedCompanyId: string | null;
                            readonly columns: readonly string[] | null;
                            readonly shared: boolean;
                            /** Format: uuid */
                            readonly userId: string;
                            readonly userName: string;
                            readonly mine: boolean;
                            /** Format: date-time */
                            readonly createdAt: string;
                            /** Format: date-time */
                            readonly updatedAt: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "saved_search.create": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                    /** @default  */
                    readonly q?: string;
                    /** @default 24h */
                    readonly range?: string;
                    /** @default null */
                    readonly searchedCompanyId?: string | null;
                    /** @default null */
                    readonly columns?: readonly string[] | null;
                    /** @default false */
                    readonly shared?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        readonly name: string;
                        readonly q: string;
                        readonly range: string;
                        readonly searchedCompanyId: string | null;
                        readonly columns: readonly string[] | null;
                        readonly shared: boolean;
                        /** Format: uuid */
                        readonly userId: string;
                        readonly userName: string;
                        readonly mine: boolean;
                        /** Format: date-time */
                        readonly createdAt: string;
                        /** Format: date-time */
                        readonly updatedAt: string;
                    };
                };
            };
        };
    };
    readonly "saved_search.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        readonly name: string;
                        readonly q: string;
                        readonly range: string;
                        readonly searchedCompanyId: string | null;
                        readonly columns: readonly string[] | null;
                        readonly shared: boolean;
                        /** Format: uuid */
                        readonly userId: string;
                        readonly userName: string;
                        readonly mine: boolean;
                        /** Format: date-time */
                        readonly createdAt: string;
                        /** Format: date-time */
                        readonly updatedAt: string;
                    };
                };
            };
        };
    };
    readonly "saved_search.delete": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "saved_search.update": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name?: string;
                    readonly q?: string;
                    readonly range?: string;
                    readonly searchedCompanyId?: string | null;
                    readonly columns?: readonly string[] | null;
                    readonly shared?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        readonly name: string;
                        readonly q: string;
                        readonly range: string;
                        readonly searchedCompanyId: string | null;
                        readonly columns: readonly string[] | null;
                        readonly shared: boolean;
                        /** Format: uuid */
                        readonly userId: string;
                        readonly userName: string;
                        readonly mine: boolean;
                        /** Format: date-time */
                        readonly createdAt: string;
                        /** Format: date-time */
                        readonly updatedAt: string;
                    };
                };
            };
        };
    };
    readonly "saved_search.restore": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        readonly name: string;
                        readonly q: string;
                        readonly range: string;
                        readonly searchedCompanyId: string | null;
                        readonly columns: readonly string[] | null;
                        readonly shared: boolean;
                        /** Format: uuid */
                        readonly userId: string;
                        readonly userName: string;
                        readonly mine: boolean;
                        /** Format: date-time */
                        readonly createdAt: string;
                        /** Format: date-time */
                        readonly updatedAt: string;
                    };
                };
            };
        };
    };
    readonly "intake.status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly received: number;
                        readonly stored: number;
                        readonly evaluated: number;
                        readonly unparsed: {
                            readonly [key: string]: number;
                        };
                        readonly dropped: {
                            readonly [key: string]: number;
                        };
                        readonly rejected: {
                            readonly [key: string]: number;
                        };
                        readonly spool: {
                            readonly bytes: number;
                            readonly quotaBytes: number;
                            readonly waitingBytes: number;
                            readonly failures: number;
                            readonly isHeld: boolean;
                        };
                        readonly listeners: readonly {
                            readonly transport: string;
                            readonly address: string;
                            readonly port: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly "intake.reconcile": {
        readonly parameters: {
            readonly query?: {
                readonly companyId?: string;
                readonly hours?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: date-time */
                        readonly since: string;
                        readonly totals: {
                            readonly received: number;
                            readonly stored: number;
                            readonly evaluated: number;
                            readonly unparsed: number;
                            readonly rows: number;
                            readonly gap: number;
                        };
                        readonly dropped: {
                            readonly [key: string]: number;
                        };
                        readonly sources: readonly {
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly companyName: string;
                            /** Format: uuid */
                            readonly sourceId: string;
                            readonly sourceName: string;
                            readonly received: number;
                            readonly stored: number;
                            readonly evaluated: number;
                            readonly unparsed: {
                                readonly [key: string]: number;
                            };
                            readonly rows: number;
                            readonly unparsedRows: number;
                            /** @enum {string} */
                            readonly state: "balanced" | "arriving" | "missing" | "miscounted";
                            readonly gap: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly "company.storage": {
        readonly parameters: {
            readonly query?: {
                readonly days?: "default" | number;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly stored: {
                            readonly events: number;
                            readonly oldestAt: string | null;
                            readonly bytes: number;
                            readonly measuredAt: string | null;
                        };
                        readonly retention: {
                            readonly days: number;
                            readonly isDefault: boolean;
                            readonly defaultDays: number;
                            readonly isApplied: boolean;
                            readonly appliedAt: string | null;
                        };
                        readonly quota: {
                            readonly bytes: number | null;
                            /** @enum {string} */
                            readonly action: "warn" | "remove_oldest";
                            /** @enum {string} */
                            readonly level: "ok" | "warn" | "full";
                            readonly fullAt: string | null;
                        };
                        readonly preview: {
                            readonly days: number;
                            readonly events: number;
                            readonly oldestAt: string | null;
                            /** Format: date-time */
                            readonly receivedUpTo: string;
                        } | null;
                    };
                };
            };
        };
    };
    readonly "finding.export": {
        readonly parameters: {
            readonly query?: {
                readonly status?: readonly string[] | string;
                readonly severity?: readonly string[] | string;
                readonly companyId?: string;
                readonly ruleId?: string;
                readonly number?: number;
                readonly incidentId?: string;
                readonly q?: string;
                readonly format?: "csv" | "ndjson";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The file. One that could not be sent to its end breaks off without the end of its transfer. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/csv": string;
                    readonly "application/x-ndjson": string;
                };
            };
        };
    };
    readonly "finding.list": {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly cursor?: string;
                readonly status?: readonly string[] | string;
                readonly severity?: readonly string[] | string;
                readonly companyId?: string;
                readonly ruleId?: string;
                readonly number?: number;
                readonly incidentId?: string;
                readonly q?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            readonly number: string;
                            readonly title: string;
                            /** @enum {string} */
                            readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                            /** @enum {string} */
                            readonly status: "new" | "triaged" | "dismissed" | "closed";
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly companyName: string;
                            readonly rule: {
                                readonly id: string;
                                readonly title: string;
                                readonly author: string;
                            };
                            readonly entity: {
                                readonly type: string;
                                readonly value: string;
                            };
                            readonly matchCount: number;
                            /** Format: date-time */
                            readonly firstMatchAt: string;
                            /** Format: date-time */
                            readonly lastMatchAt: string;
                            readonly incidentId: string | null;
                        }[];
                        readonly nextCursor: string | null;
                        readonly total: number | null;
                    };
                };
            };
        };
    };
    readonly "finding.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        readonly number: string;
                        readonly title: string;
                        /** @enum {string} */
                        readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        readonly status: "new" | "triaged" | "dismissed" | "closed";
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly companyName: string;
                        readonly rule: {
                            readonly id: string;
                            readonly title: string;
                            readonly author: string;
                        };
                        readonly entity: {
                            readonly type: string;
                            readonly value: string;
                        };
                        readonly matchCount: number;
                        /** Format: date-time */
                        readonly firstMatchAt: string;
                        /** Format: date-time */
                        readonly lastMatchAt: string;
                        readonly incidentId: string | null;
                        /** @enum {string} */
                        readonly foundBy: "live" | "hunt";
                        readonly huntedCount: number;
                        readonly suppressedCount: number;
                        readonly description: string;
                        readonly dismissedReason: string | null;
                        readonly falsePositives: readonly string[];
                        readonly references: readonly string[];
                        readonly tags: readonly string[];
                        readonly recommendedMeasures: readonly string[];
                        readonly evidence: readonly {
                            /** Format: uuid */
                            readonly eventId: string;
                            /** Format: date-time */
                            readonly time: string;
                            readonly message: string;
                            readonly rawHash: string | null;
                        }[];
                        readonly receipt: {
                            readonly ruleHash: string;
                            readonly engineVersion: string;
                            readonly pipelineHash: string | null;
                        };
                    };
                };
            };
        };
    };
    readonly "rule.list": {
        readonly parameters: {
            readonly query?: {
                readonly technique?: string;
                readonly tactic?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly id: string;
                            readonly title: string;
                            readonly level: ("informational" | "low" | "medium" | "high" | "critical") | null;
                            readonly status: string | null;
                            readonly author: string;
                            /** @enum {string} */
                            readonly kind: "rule" | "correlation" | "filter" | "unreadable";
                            readonly logSource: {
                                readonly product: string | null;
                                readonly category: string | null;
                                readonly service: string | null;
                            } | null;
                            readonly tags: readonly string[];
                            readonly owner: string | null;
                            readonly expiresAt: string | null;
                            readonly matches24h: number | null;
                            readonly cost: {
                                readonly microsPerEvent: number;
                                readonly microsPerEvaluation: number;
                                readonly share: number;
                                readonly coreShare: number;
                                readonly evaluations: number;
                            } | null;
                            readonly file: string;
                            /** @enum {string} */
                            readonly origin: "shipped" | "local" | "overlay";
                            /** @enum {string} */
                            readonly state: "active" | "draft" | "disabled" | "quarantined";
                            readonly version: number | null;
                            readonly draftVersion: number | null;
                            readonly hasTests: boolean;
                            readonly shippedChanged: boolean;
                            readonly readable: boolean;
                        }[];
                        readonly refused: readonly {
                            readonly line: number;
                            /** @enum {string} */
                            readonly code: "action_unsupported" | "cidr_malformed" | "condition_aggregation" | "condition_missing" | "condition_syntax" | "condition_unknown_identifier" | "correlation_condition" | "correlation_cycle" | "correlation_invalid" | "correlation_rules" | "correlation_timespan" | "correlation_type" | "correlation_unknown_rule" | "detection_invalid" | "detection_missing" | "document_invalid" | "document_limit" | "duplicate_id" | "field_invalid" | "file_too_large" | "file_unreadable" | "filter_invalid" | "id_missing" | "level_unknown" | "logsource_invalid" | "logsource_missing" | "modifier_misplaced" | "modifier_unknown" | "modifier_value" | "placeholder_unset" | "regex_unsupported" | "rule_too_large" | "taxonomy_unsupported" | "title_missing" | "value_empty" | "value_type" | "yaml_aliases" | "yaml_syntax";
                            readonly reason: string;
                            readonly file: string;
                        }[];
                        readonly setVersion: number;
                    };
                };
            };
        };
    };
    readonly "rule.create": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly yaml: string;
                    /** @default null */
                    readonly tests?: string | null;
                    readonly reason: string;
                    /** @default false */
                    readonly asDraft?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: date-time */
                        readonly at: string;
                        readonly by: string;
                        readonly reason: string;
                        readonly version: number;
                        readonly title: string;
                        readonly hasTests: boolean;
                        readonly refused: readonly {
                            readonly line: number;
                            /** @enum {string} */
                            readonly code: "action_unsupported" | "cidr_malformed" | "condition_aggregation" | "condition_missing" | "condition_syntax" | "condition_unknown_identifier" | "correlation_condition" | "correlation_cycle" | "correlation_invalid" | "correlation_rules" | "correlation_timespan" | "correlation_type" | "correlation_unknown_rule" | "detection_invalid" | "detection_missing" | "document_invalid" | "document_limit" | "duplicate_id" | "field_invalid" | "file_too_large" | "file_unreadable" | "filter_invalid" | "id_missing" | "level_unknown" | "logsource_invalid" | "logsource_missing" | "modifier_misplaced" | "modifier_unknown" | "modifier_value" | "placeholder_unset" | "regex_unsupported" | "rule_too_large" | "taxonomy_unsupported" | "title_missing" | "value_empty" | "value_type" | "yaml_aliases" | "yaml_syntax";
                            readonly reason: string;
                        }[] | null;
                        readonly id: string;
                        readonly yaml: string;
                        readonly tests: string | null;
                        readonly base: {
                            readonly hash: string;
                            readonly yaml: string;
                        } | null;
                    };
                };
            };
        };
    };
    readonly "rule.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly title: string;
                        readonly level: ("informational" | "low" | "medium" | "high" | "critical") | null;
                        readonly status: string | null;
                        readonly author: string;
                        /** @enum {string} */
                        readonly kind: "rule" | "correlation" | "filter" | "unreadable";
                        readonly logSource: {
                            readonly product: string | null;
                            readonly category: string | null;
                            readonly service: string | null;
                        } | null;
                        readonly tags: readonly string[];
                        readonly owner: string | null;
                        readonly expiresAt: string | null;
                        readonly matches24h: number | null;
                        readonly cost: {
                            readonly microsPerEvent: number;
                            readonly microsPerEvaluation: number;
                            readonly share: number;
                            readonly coreShare: number;
                            readonly evaluations: number;
                        } | null;
                        readonly file: string;
                        /** @enum {string} */
                        readonly origin: "shipped" | "local" | "overlay";
                        /** @enum {string} */
                        readonly state: "active" | "draft" | "disabled" | "quarantined";
                        readonly version: number | null;
                        readonly draftVersion: number | null;
                        readonly hasTests: boolean;
                        readonly shippedChanged: boolean;
                        readonly readable: boolean;
                        readonly quarantine: {
                            /** @enum {string} */
                            readonly cause: "budget" | "stall";
                            /** Format: date-time */
                            readonly at: string;
                            readonly micros: number;
                            readonly evaluations: number;
                            readonly windowMs: number;
                            readonly coreShare: number | null;
                            readonly budgetShare: number | null;
                            readonly stallMs: number | null;
                            readonly dependents: readonly string[];
                        } | null;
                        readonly exemption: {
                            readonly until: string | null;
                        } | null;
                        readonly description: string;
                        readonly references: readonly string[];
                        readonly falsePositives: readonly string[];
                        readonly yaml: string;
                        readonly tests: string | null;
                        readonly hash: string | null;
                        readonly shipped: {
                            readonly hash: string;
                            readonly yaml: string;
                            readonly tests: string | null;
                        } | null;
                        readonly newest: {
                            /** Format: date-time */
                            readonly at: string;
                            readonly by: string;
                            readonly reason: string;
                            readonly version: number;
                            readonly title: string;
                            readonly hasTests: boolean;
                            readonly refused: readonly {
                                readonly line: number;
                                /** @enum {string} */
                                readonly code: "action_unsupported" | "cidr_malformed" | "condition_aggregation" | "condition_missing" | "condition_syntax" | "condition_unknown_identifier" | "correlation_condition" | "correlation_cycle" | "correlation_invalid" | "correlation_rules" | "correlation_timespan" | "correlation_type" | "correlation_unknown_rule" | "detection_invalid" | "detection_missing" | "document_invalid" | "document_limit" | "duplicate_id" | "field_invalid" | "file_too_large" | "file_unreadable" | "filter_invalid" | "id_missing" | "level_unknown" | "logsource_invalid" | "logsource_missing" | "modifier_misplaced" | "modifier_unknown" | "modifier_value" | "placeholder_unset" | "regex_unsupported" | "rule_too_large" | "taxonomy_unsupported" | "title_missing" | "value_empty" | "value_type" | "yaml_aliases" | "yaml_syntax";
                                readonly reason: string;
                            }[] | null;
                            readonly id: string;
                            readonly yaml: string;
                            readonly tests: string | null;
                            readonly base: {
                                readonly hash: string;
                                readonly yaml: string;
                            } | null;
                        } | null;
                        readonly versions: readonly {
                            /** Format: date-time */
                            readonly at: string;
                            readonly by: string;
                            readonly reason: string;
                            readonly version: number;
                            readonly title: string;
                            readonly hasTests: boolean;
                            readonly refused: readonly {
                                readonly line: number;
                                /** @enum {string} */
                                readonly code: "action_unsupported" | "cidr_malformed" | "condition_aggregation" | "condition_missing" | "condition_syntax" | "condition_unknown_identifier" | "correlation_condition" | "correlation_cycle" | "correlation_invalid" | "correlation_rules" | "correlation_timespan" | "correlation_type" | "correlation_unknown_rule" | "detection_invalid" | "detection_missing" | "document_invalid" | "document_limit" | "duplicate_id" | "field_invalid" | "file_too_large" | "file_unreadable" | "filter_invalid" | "id_missing" | "level_unknown" | "logsource_invalid" | "logsource_missing" | "modifier_misplaced" | "modifier_unknown" | "modifier_value" | "placeholder_unset" | "regex_unsupported" | "rule_too_large" | "taxonomy_unsupported" | "title_missing" | "value_empty" | "value_type" | "yaml_aliases" | "yaml_syntax";
                                readonly reason: string;
                            }[] | null;
                        }[];
                        readonly hunts: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            readonly setVersion: number;
                            /** @enum {string} */
                            readonly state: "queued" | "running" | "done" | "stopped";
                            readonly stopReason: ("superseded" | "limit") | null;
                            /** Format: date-time */
                            readonly from: string;
                            /** Format: date-time */
                            readonly to: string;
                            /** Format: date-time */
                            readonly doneFrom: string;
                            readonly matches: number;
                            readonly knownMatches: number;
                            readonly suppressed: number;
                            readonly findingsOpened: number;
                            readonly counted: number;
                            /** Format: date-time */
                            readonly createdAt: string;
                            readonly endedAt: string | null;
                        }[];
                        readonly changes: readonly {
                            /** Format: date-time */
                            readonly at: string;
                            readonly by: string;
                            readonly reason: string;
                            readonly setVersion: number;
                            /** @enum {string} */
                            readonly change: "activate" | "disable" | "enable" | "withdraw" | "quarantine" | "release" | "import";
                            readonly version: number | null;
                        }[];
                    };
                };
            };
        };
    };
    readonly "rule.save": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly yaml: string;
                    /** @default null */
                    readonly tests?: string | null;
                    readonly reason: string;
                    /** @default false */
                    readonly asDraft?: boolean;
                    readonly after: number;
                    /** @default null */
                    readonly mergedWith?: string | null;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: date-time */
                        readonly at: string;
                        readonly by: string;
                        readonly reason: string;
                        readonly version: number;
                        readonly title: string;
                        readonly hasTests: boolean;
                        readonly refused: readonly {
                            readonly line: number;
                            /** @enum {string} */
                            readonly code: "action_unsupported" | "cidr_malformed" | "condition_aggregation" | "condition_missing" | "condition_syntax" | "condition_unknown_identifier" | "correlation_condition" | "correlation_cycle" | "correlation_invalid" | "correlation_rules" | "correlation_timespan" | "correlation_type" | "correlation_unknown_rule" | "detection_invalid" | "detection_missing" | "document_invalid" | "document_limit" | "duplicate_id" | "field_invalid" | "file_too_large" | "file_unreadable" | "filter_invalid" | "id_missing" | "level_unknown" | "logsource_invalid" | "logsource_missing" | "modifier_misplaced" | "modifier_unknown" | "modifier_value" | "placeholder_unset" | "regex_unsupported" | "rule_too_large" | "taxonomy_unsupported" | "title_missing" | "value_empty" | "value_type" | "yaml_aliases" | "yaml_syntax";
                            readonly reason: string;
                        }[] | null;
                        readonly id: string;
                        readonly yaml: string;
                        readonly tests: string | null;
                        readonly base: {
                            readonly hash: string;
                            readonly yaml: string;
                        } | null;
                    };
                };
            };
        };
    };
    readonly "rule.dead": {
        readonly parameters: {
            readonly query?: {
                readonly companyId?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: date-time */
                        readonly since: string;
                        /** Format: date-time */
                        readonly from: string;
                        readonly lookedAt: number;
                        readonly notLookedAt: readonly {
                            readonly product: string | null;
                            readonly category: string | null;
                            readonly service: string | null;
                            readonly events: number;
                        }[];
                        readonly items: readonly {
                            readonly id: string;
                            readonly title: string;
                            readonly logSource: {
                                readonly product: string | null;
                                readonly category: string | null;
                                readonly service: string | null;
                            } | null;
                            /** @enum {string} */
                            readonly code: "no_events" | "no_channel" | "no_event_id" | "no_field" | "no_rule";
                            readonly missing: readonly {
                                readonly field: string;
                                readonly value: string | null;
                            }[];
                            readonly lastEventAt: string | null;
                        }[];
                    };
                };
            };
        };
    };
    readonly "attack.coverage": {
        readonly parameters: {
            readonly query?: {
                readonly product?: string;
                readonly fed?: "true";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly attack: {
                            readonly version: string | null;
                            readonly problem: string | null;
                            readonly notice: string;
                        };
                        readonly tactics: readonly {
                            readonly name: string;
                            readonly title: string;
                            readonly counts: {
                                readonly inForce: number;
                                readonly drafts: number;
                                readonly disabled: number;
                                readonly matches: number;
                            };
                        }[];
                        readonly techniques: readonly {
                            readonly id: string;
                            readonly title: string | null;
                            readonly parent: string | null;
                            readonly tactics: readonly string[];
                            readonly own: {
                                readonly inForce: number;
                                readonly drafts: number;
                                readonly disabled: number;
                                readonly matches: number;
                            };
                            readonly all: {
                                readonly inForce: number;
                                readonly drafts: number;
                                readonly disabled: number;
                                readonly matches: number;
                            };
                        }[];
                        readonly unknown: readonly string[];
                        readonly untagged: number;
                        readonly products: readonly string[];
                    };
                };
            };
        };
    };
    readonly "attack.layer": {
        readonly parameters: {
            readonly query?: {
                readonly product?: string;
                readonly fed?: "true";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly name: string;
                        readonly versions: {
                            readonly attack?: string;
                            readonly layer: string;
                        };
                        /** @enum {string} */
                        readonly domain: "enterprise-attack";
                        readonly description: string;
                        readonly techniques: readonly {
                            readonly techniqueID: string;
                            readonly score: number;
                            readonly comment: string;
                            readonly enabled: boolean;
                            readonly showSubtechniques: boolean;
                        }[];
                        readonly gradient: {
                            readonly colors: readonly string[];
                            readonly minValue: number;
                            readonly maxValue: number;
                        };
                        readonly legendItems: readonly {
                            readonly label: string;
                            readonly color: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "rule.check": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly yaml: string;
                    /** @default null */
                    readonly tests?: string | null;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string | null;
                        readonly title: string;
                        readonly refused: readonly {
                            readonly line: number;
                            /** @enum {string} */
                            readonly code: "action_unsupported" | "cidr_malformed" | "condition_aggregation" | "condition_missing" | "condition_syntax" | "condition_unknown_identifier" | "correlation_condition" | "correlation_cycle" | "correlation_invalid" | "correlation_rules" | "correlation_timespan" | "correlation_type" | "correlation_unknown_rule" | "detection_invalid" | "detection_missing" | "document_invalid" | "document_limit" | "duplicate_id" | "field_invalid" | "file_too_large" | "file_unreadable" | "filter_invalid" | "id_missing" | "level_unknown" | "logsource_invalid" | "logsource_missing" | "modifier_misplaced" | "modifier_unknown" | "modifier_value" | "placeholder_unset" | "regex_unsupported" | "rule_too_large" | "taxonomy_unsupported" | "title_missing" | "value_empty" | "value_type" | "yaml_aliases" | "yaml_syntax";
                            readonly reason: string;
                        }[];
                        readonly warnings: readonly {
                            readonly line: number;
                            readonly code: string;
                            readonly reason: string;
                        }[];
                        readonly tests: {
                            readonly unreadable: string | null;
                            readonly cases: readonly {
                                readonly name: string;
                                readonly passed: boolean;
                                readonly expected: readonly {
                                    readonly rule: string;
                                    readonly entity: string;
                                    readonly count: number;
                                }[];
                                readonly found: readonly {
                                    readonly rule: string;
                                    readonly entity: string;
                                    readonly count: number;
                                }[];
                                readonly unparsed: readonly number[];
                            }[];
                        } | null;
                    };
                };
            };
        };
    };
    readonly "rule_version.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
                readonly version: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: date-time */
                        readonly at: string;
                        readonly by: string;
                        readonly reason: string;
                        readonly version: number;
                        readonly title: string;
                        readonly hasTests: boolean;
                        readonly refused: readonly {
                            readonly line: number;
                            /** @enum {string} */
                            readonly code: "action_unsupported" | "cidr_malformed" | "condition_aggregation" | "condition_missing" | "condition_syntax" | "condition_unknown_identifier" | "correlation_condition" | "correlation_cycle" | "correlation_invalid" | "correlation_rules" | "correlation_timespan" | "correlation_type" | "correlation_unknown_rule" | "detection_invalid" | "detection_missing" | "document_invalid" | "document_limit" | "duplicate_id" | "field_invalid" | "file_too_large" | "file_unreadable" | "filter_invalid" | "id_missing" | "level_unknown" | "logsource_invalid" | "logsource_missing" | "modifier_misplaced" | "modifier_unknown" | "modifier_value" | "placeholder_unset" | "regex_unsupported" | "rule_too_large" | "taxonomy_unsupported" | "title_missing" | "value_empty" | "value_type" | "yaml_aliases" | "yaml_syntax";
                            readonly reason: string;
                        }[] | null;
                        readonly id: string;
                        readonly yaml: string;
                        readonly tests: string | null;
                        readonly base: {
                            readonly hash: string;
                            readonly yaml: string;
                        } | null;
                    };
                };
            };
        };
    };
    readonly "rule.activate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly version: number;
                    /** @default  */
                    readonly reason?: string;
                    /** @default false */
                    readonly withoutTests?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        /** @enum {string} */
                        readonly state: "active" | "draft" | "disabled" | "quarantined";
                        readonly version: number | null;
                        readonly setVersion: number;
                        readonly noHunt: ("off" | "not_in_force" | "filter") | null;
                    };
                };
            };
        };
    };
    readonly "rule.disable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        /** @enum {string} */
                        readonly state: "active" | "draft" | "disabled" | "quarantined";
                        readonly version: number | null;
                        readonly setVersion: number;
                        readonly noHunt: ("off" | "not_in_force" | "filter") | null;
                    };
                };
            };
        };
    };
    readonly "rule.enable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @default  */
                    readonly reason?: string;
                    /** @default false */
                    readonly withoutTests?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        /** @enum {string} */
                        readonly state: "active" | "draft" | "disabled" | "quarantined";
                        readonly version: number | null;
                        readonly setVersion: number;
                        readonly noHunt: ("off" | "not_in_force" | "filter") | null;
                    };
                };
            };
        };
    };
    readonly "rule.release": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly reason: string;
                    /** @default 24 */
                    readonly exemptHours?: number | null;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        /** @enum {string} */
                        readonly state: "active" | "draft" | "disabled" | "quarantined";
                        readonly version: number | null;
                        readonly setVersion: number;
                        readonly noHunt: ("off" | "not_in_force" | "filter") | null;
                    };
                };
            };
        };
    };
    readonly "rule.withdraw": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        /** @enum {string} */
                        readonly state: "active" | "draft" | "disabled" | "quarantined";
                        readonly version: number | null;
                        readonly setVersion: number;
                        readonly noHunt: ("off" | "not_in_force" | "filter") | null;
                    };
                };
            };
        };
    };
    readonly "rule.import": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly files: readonly {
                        readonly file: string;
                        readonly text: string;
                        /** @default null */
                        readonly tests?: string | null;
                    }[];
                    readonly reason: string;
                    /** @default false */
                    readonly activate?: boolean;
                    /** @default false */
                    readonly withoutTests?: boolean;
                    /** @default false */
                    readonly overlay?: boolean;
                    /** @default false */
                    readonly dryRun?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly results: readonly {
                            readonly file: string;
                            readonly line: number;
                            readonly id: string | null;
                            readonly title: string;
                            readonly kind: ("rule" | "correlation" | "filter" | "unreadable") | null;
                            /** @enum {string} */
                            readonly outcome: "created" | "saved" | "activated" | "unchanged" | "skipped" | "refused";
                            readonly version: number | null;
                            readonly state: ("active" | "draft" | "disabled" | "quarantined") | null;
                            readonly code: ("action_unsupported" | "cidr_malformed" | "condition_aggregation" | "condition_missing" | "condition_syntax" | "condition_unknown_identifier" | "correlation_condition" | "correlation_cycle" | "correlation_invalid" | "correlation_rules" | "correlation_timespan" | "correlation_type" | "correlation_unknown_rule" | "detection_invalid" | "detection_missing" | "document_invalid" | "document_limit" | "duplicate_id" | "field_invalid" | "file_too_large" | "file_unreadable" | "filter_invalid" | "id_missing" | "level_unknown" | "logsource_invalid" | "logsource_missing" | "modifier_misplaced" | "modifier_unknown" | "modifier_value" | "placeholder_unset" | "regex_unsupported" | "rule_too_large" | "taxonomy_unsupported" | "title_missing" | "value_empty" | "value_type" | "yaml_aliases" | "yaml_syntax" | "shipped_rule" | "text_unstorable" | "tests_too_large" | "rule_test_failed" | "rule_test_missing" | "rule_needed") | null;
                            readonly reason: string;
                        }[];
                        readonly setVersion: number;
                        readonly lookingBack: number;
                    };
                };
            };
        };
    };
    readonly "rule.event_fields": {
        readonly parameters: {
            readonly query?: {
                readonly companyId?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly logSources: readonly {
                            readonly product: string | null;
                            readonly category: string | null;
                            readonly service: string | null;
                        }[];
                        readonly fields: readonly {
                            readonly name: string;
                            readonly value: string | number | boolean;
                        }[];
                    };
                };
            };
        };
    };
    readonly "rule.from_event": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** Format: uuid */
                    readonly companyId?: string;
                    readonly fields: readonly string[];
                    /** @default 0 */
                    readonly logSource?: number;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly yaml: string;
                        readonly tests: string | null;
                    };
                };
            };
        };
    };
    readonly "rule.try": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly yaml: string;
                    /** @default 7 */
                    readonly days?: number;
                    /** Format: uuid */
                    readonly companyId?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: date-time */
                        readonly from: string;
                        /** Format: date-time */
                        readonly to: string;
                        readonly complete: boolean;
                        readonly matches: number;
                        readonly suppressed: number;
                        readonly excluded: number;
                        readonly takenBy: readonly {
                            /** Format: uuid */
                            readonly suppressionId: string;
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly title: string | null;
                            readonly excluded: boolean;
                            readonly matches: number;
                            readonly hits: number;
                        }[];
                        readonly firedOn: readonly {
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly ruleId: string;
                            readonly entity: {
                                readonly type: string;
                                readonly value: string;
                            };
                            readonly matches: number;
                            readonly taken: number;
                        }[];
                        readonly otherMatches: number;
                        readonly days: readonly {
                            /** Format: date */
                            readonly day: string;
                            readonly matches: number;
                        }[];
                        readonly newest: readonly {
                            /** Format: uuid */
                            readonly eventId: string;
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly ruleId: string;
                            /** Format: date-time */
                            readonly time: string;
                            readonly message: string;
                            readonly fields: readonly {
                                readonly field: string | null;
                                readonly value: string;
                            }[];
                            readonly takenBy: {
                                /** Format: uuid */
                                readonly suppressionId: string;
                                readonly excluded: boolean;
                            } | null;
                        }[];
                        readonly correlations: readonly {
                            readonly ruleId: string;
                            readonly title: string;
                            /** @enum {string} */
                            readonly level: "informational" | "low" | "medium" | "high" | "critical";
                            readonly hits: number;
                            readonly suppressed: number;
                        }[];
                        readonly refused: readonly {
                            readonly line: number;
                            /** @enum {string} */
                            readonly code: "action_unsupported" | "cidr_malformed" | "condition_aggregation" | "condition_missing" | "condition_syntax" | "condition_unknown_identifier" | "correlation_condition" | "correlation_cycle" | "correlation_invalid" | "correlation_rules" | "correlation_timespan" | "correlation_type" | "correlation_unknown_rule" | "detection_invalid" | "detection_missing" | "document_invalid" | "document_limit" | "duplicate_id" | "field_invalid" | "file_too_large" | "file_unreadable" | "filter_invalid" | "id_missing" | "level_unknown" | "logsource_invalid" | "logsource_missing" | "modifier_misplaced" | "modifier_unknown" | "modifier_value" | "placeholder_unset" | "regex_unsupported" | "rule_too_large" | "taxonomy_unsupported" | "title_missing" | "value_empty" | "value_type" | "yaml_aliases" | "yaml_syntax";
                            readonly reason: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "rule.explain": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly ruleId?: string;
                    readonly yaml?: string;
                    /** Format: uuid */
                    readonly companyId?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly eventId: string;
                        readonly rule: {
                            readonly id: string;
                            readonly title: string;
                            readonly author: string;
                            readonly level: ("informational" | "low" | "medium" | "high" | "critical") | null;
                            readonly hash: string;
                        };
                        readonly engineVersion: string;
                        /** @enum {string} */
                        readonly kind: "rule" | "correlation";
                        readonly matches: boolean | null;
                        readonly isFor: boolean;
                        readonly ruleSource: {
                            readonly product: string | null;
                            readonly category: string | null;
                            readonly service: string | null;
                        } | null;
                        readonly eventSources: readonly {
                            readonly product: string | null;
                            readonly category: string | null;
                            readonly service: string | null;
                        }[];
                        readonly detection: {
                            readonly id: string;
                            readonly title: string;
                            readonly holds: boolean | null;
                            readonly lines: readonly {
                                readonly depth: number;
                                /** @enum {string} */
                                readonly kind: "and" | "or" | "not" | "selection" | "item";
                                readonly holds: boolean;
                                readonly name: string | null;
                                readonly item: {
                                    readonly key: string;
                                    readonly read: {
                                        readonly field: string;
                                        readonly foundAs: string | null;
                                        readonly texts: {
                                            readonly count: number;
                                            readonly shown: readonly string[];
                                        };
                                    } | null;
                                    readonly others: readonly {
                                        readonly field: string;
                                        readonly foundAs: string | null;
                                        readonly texts: {
                                            readonly count: number;
                                            readonly shown: readonly string[];
                                        };
                                    }[];
                                    readonly all: boolean;
                                    readonly negated: boolean;
                                    readonly holding: {
                                        readonly count: number;
                                        readonly shown: readonly string[];
                                    };
                                    readonly failing: {
                                        readonly count: number;
                                        readonly shown: readonly string[];
                                    };
                                } | null;
                            }[];
                        } | null;
                        readonly filters: readonly {
                            readonly id: string;
                            readonly title: string;
                            readonly holds: boolean | null;
                            readonly lines: readonly {
                                readonly depth: number;
                                /** @enum {string} */
                                readonly kind: "and" | "or" | "not" | "selection" | "item";
                                readonly holds: boolean;
                                readonly name: string | null;
                                readonly item: {
                                    readonly key: string;
                                    readonly read: {
                                        readonly field: string;
                                        readonly foundAs: string | null;
                                        readonly texts: {
                                            readonly count: number;
                                            readonly shown: readonly string[];
                                        };
                                    } | null;
                                    readonly others: readonly {
                                        readonly field: string;
                                        readonly foundAs: string | null;
                                        readonly texts: {
                                            readonly count: number;
                                            readonly shown: readonly string[];
                                        };
                                    }[];
                                    readonly all: boolean;
                                    readonly negated: boolean;
                                    readonly holding: {
                                        readonly count: number;
                                        readonly shown: readonly string[];
                                    };
                                    readonly failing: {
                                        readonly count: number;
                                        readonly shown: readonly string[];
                                    };
                                } | null;
                            }[];
                        }[];
                        readonly parts: readonly {
                            readonly id: string;
                            readonly title: string;
                            /** @enum {string} */
                            readonly kind: "rule" | "correlation";
                            readonly matches: boolean | null;
                            readonly isFiltered: boolean;
                        }[];
                        readonly correlation: {
                            /** @enum {string} */
                            readonly type: "event_count" | "value_count" | "value_sum" | "value_avg" | "value_percentile" | "temporal" | "temporal_ordered";
                            readonly groupBy: readonly string[];
                            readonly timespanMs: number;
                            readonly condition: {
                                readonly bounds: readonly {
                                    /** @enum {string} */
                                    readonly operator: "lt" | "lte" | "gt" | "gte" | "eq" | "neq";
                                    readonly value: number;
                                }[];
                                readonly fields: readonly string[];
                                readonly percentile: number | null;
                                readonly expression: string | null;
                            };
                            readonly isSilent: boolean;
                            readonly around: {
                                /** Format: date-time */
                                readonly from: string;
                                /** Format: date-time */
                                readonly to: string;
                            };
                            /** Format: date-time */
                            readonly finalAt: string;
                            readonly isFinal: boolean;
                            readonly missing: readonly {
                                readonly field: string;
                                readonly correlationId: string;
                                readonly correlationTitle: string;
                            }[];
                            readonly excluded: readonly {
                                readonly ruleId: string;
                                readonly title: string;
                                readonly count: number;
                                readonly suppressionId: string | null;
                            }[];
                            readonly windows: readonly {
                                readonly group: readonly {
                                    readonly field: string;
                                    readonly value: string;
                                }[];
                                /** @enum {string} */
                                readonly state: "holds" | "waiting" | "aside" | "short" | "inner_short" | "not_kept" | "excluded" | "not_weighed";
                                readonly inner: {
                                    readonly id: string;
                                    readonly title: string;
                                } | null;
                                readonly best: {
                                    /** Format: date-time */
                                    readonly from: string;
                                    /** Format: date-time */
                                    readonly to: string;
                                    readonly matches: number;
                                    readonly figure: number | null;
                                    readonly missing: number | null;
                                    readonly parts: readonly {
                                        readonly id: string;
                                        readonly title: string;
                                        /** @enum {string} */
                                        readonly kind: "rule" | "correlation";
                                        /** @enum {string} */
                                        readonly state: "present" | "absent" | "out_of_order";
                                        readonly count: number;
                                        readonly shown: readonly {
                                            readonly eventId: string | null;
                                            /** Format: date-time */
                                            readonly time: string;
                                            readonly values: readonly string[];
                                        }[];
                                    }[];
                                } | null;
                                readonly hit: {
                                    /** Format: date-time */
                                    readonly from: string;
                                    /** Format: date-time */
                                    readonly to: string;
                                    readonly matches: number;
                                    readonly figure: number | null;
                                } | null;
                                readonly counted: {
                                    /** Format: date-time */
                                    readonly from: string;
                                    /** Format: date-time */
                                    readonly to: string;
                                    readonly matches: number;
                                    readonly findingId: string | null;
                                    readonly suppressionId: string | null;
                                } | null;
                            }[];
                        } | null;
                    };
                };
            };
        };
    };
    readonly "rule.of_event": {
        readonly parameters: {
            readonly query?: {
                readonly companyId?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly eventId: string;
                        readonly eventSources: readonly {
                            readonly product: string | null;
                            readonly category: string | null;
                            readonly service: string | null;
                        }[];
                        readonly rules: number;
                        readonly considered: number;
                        readonly asked: number;
                        readonly matching: readonly {
                            readonly id: string;
                            readonly title: string;
                            readonly author: string;
                            readonly level: ("informational" | "low" | "medium" | "high" | "critical") | null;
                            readonly hash: string;
                        }[];
                        readonly nearest: readonly {
                            readonly id: string;
                            readonly title: string;
                            readonly author: string;
                            readonly level: ("informational" | "low" | "medium" | "high" | "critical") | null;
                            readonly hash: string;
                            readonly parts: number;
                            readonly failing: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly "finding.replay": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly findingId: string;
                        readonly number: string;
                        readonly title: string;
                        /** @enum {string} */
                        readonly verdict: "same" | "differs" | "incomplete";
                        readonly notes: readonly ("receipt_missing" | "document_missing" | "document_altered" | "engine_changed" | "pipeline_changed" | "rule_changed" | "rule_not_in_force" | "event_hash_missing" | "evidence_partial" | "suppressed_now" | "excluded_now")[];
                        readonly recorded: {
                            readonly ruleHash: string;
                            readonly receipts: readonly {
                                readonly id: string;
                                readonly engineVersion: string;
                                readonly pipelineHash: string | null;
                                readonly documents: readonly {
                                    readonly id: string;
                                    /** @enum {string} */
                                    readonly kind: "rule" | "correlation" | "filter";
                                    readonly hash: string;
                                }[];
                            }[];
                        };
                        readonly present: {
                            readonly engineVersion: string;
                            readonly pipelineHash: string;
                            readonly ruleHash: string | null;
                        };
                        readonly matchCount: number;
                        readonly events: readonly {
                            /** Format: uuid */
                            readonly eventId: string;
                            /** Format: date-time */
                            readonly time: string;
                            readonly message: string;
                            readonly recordedHash: string | null;
                            readonly storedHash: string | null;
                            /** @enum {string} */
                            readonly outcome: "same" | "no_match" | "other_entity" | "altered" | "gone" | "unreadable" | "not_repeatable";
                        }[];
                        readonly hits: readonly {
                            readonly group: string;
                            /** Format: date-time */
                            readonly from: string;
                            /** Format: date-time */
                            readonly to: string;
                            /** @enum {string} */
                            readonly outcome: "same" | "differs" | "gone" | "too_many" | "not_repeatable";
                        }[];
                        readonly takenBy: readonly {
                            /** Format: uuid */
                            readonly suppressionId: string;
                            readonly title: string | null;
                            readonly excluded: boolean;
                            readonly events: number;
                        }[];
                    };
                };
            };
        };
    };
    readonly "suppression.list": {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly cursor?: string;
                readonly companyId?: string;
                readonly kind?: readonly string[] | string;
                readonly state?: readonly string[] | string;
                readonly ruleId?: string;
                readonly entityType?: string;
                readonly entity?: string;
                readonly ownerId?: string;
                readonly q?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly companyName: string;
                            /** @enum {string} */
                            readonly kind: "entity" | "rule" | "filter";
                            /** @enum {string} */
                            readonly state: "active" | "expiring" | "disabled" | "expired" | "ended";
                            readonly title: string;
                            readonly ruleId: string | null;
                            readonly entity: {
                                readonly type: string;
                                readonly value: string;
                            } | null;
                            readonly targets: readonly string[] | null;
                            readonly logSource: {
                                readonly product: string | null;
                                readonly category: string | null;
                                readonly service: string | null;
                            } | null;
                            readonly owner: {
                                /** Format: uuid */
                                readonly id: string;
                                readonly name: string;
                            };
                            readonly reason: string;
                            /** Format: date-time */
                            readonly expiresAt: string;
                            /** Format: date-time */
                            readonly createdAt: string;
                            readonly createdBy: string;
                            readonly endedAt: string | null;
                            readonly matchCount: number;
                            readonly lastMatchAt: string | null;
                        }[];
                        readonly nextCursor: string | null;
                        readonly total: number | null;
                    };
                };
            };
        };
    };
    readonly "suppression.create": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** Format: uuid */
                    readonly companyId: string;
                    /** Format: uuid */
                    readonly ownerId?: string;
                    readonly reason: string;
                    /** Format: date-time */
                    readonly expiresAt: string;
                    readonly ruleId: string;
                    readonly entity: {
                        readonly type: string;
                        readonly value: string;
                    } | null;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: date-time */
                        readonly expiresAt: string;
                    };
                };
            };
        };
    };
    readonly "suppression.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly companyName: string;
                        /** @enum {string} */
                        readonly kind: "entity" | "rule" | "filter";
                        /** @enum {string} */
                        readonly state: "active" | "expiring" | "disabled" | "expired" | "ended";
                        readonly title: string;
                        readonly ruleId: string | null;
                        readonly entity: {
                            readonly type: string;
                            readonly value: string;
                        } | null;
                        readonly targets: readonly string[] | null;
                        readonly logSource: {
                            readonly product: string | null;
                            readonly category: string | null;
                            readonly service: string | null;
                        } | null;
                        readonly owner: {
                            /** Format: uuid */
                            readonly id: string;
                            readonly name: string;
                        };
                        readonly reason: string;
                        /** Format: date-time */
                        readonly expiresAt: string;
                        /** Format: date-time */
                        readonly createdAt: string;
                        readonly createdBy: string;
                        readonly endedAt: string | null;
                        readonly matchCount: number;
                        readonly lastMatchAt: string | null;
                        readonly yaml: string | null;
                        readonly changes: readonly {
                            /** @enum {string} */
                            readonly change: "create" | "end" | "disable" | "enable";
                            readonly reason: string;
                            /** Format: date-time */
                            readonly at: string;
                            readonly by: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "suppression.matches": {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            /** Format: uuid */
                            readonly id: string;
                            /** Format: date-time */
                            readonly at: string;
                            readonly ruleId: string;
                            readonly entity: {
                                readonly type: string;
                                readonly value: string;
                            };
                            readonly count: number;
                            readonly eventIds: readonly string[];
                            readonly message: string | null;
                        }[];
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly "suppression.create_filter": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** Format: uuid */
                    readonly companyId: string;
                    /** Format: uuid */
                    readonly ownerId?: string;
                    readonly reason: string;
                    /** Format: date-time */
                    readonly expiresAt: string;
                    readonly yaml?: string;
                    readonly exclude?: {
                        readonly title: string;
                        readonly ruleIds: readonly string[];
                        /** @default false */
                        readonly anyRule?: boolean;
                        readonly fields: readonly {
                            readonly field: string;
                            readonly value: string;
                        }[];
                    };
                    /** @default false */
                    readonly keepsOnly?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: date-time */
                        readonly expiresAt: string;
                    };
                };
            };
        };
    };
    readonly "suppression.check_filter": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly yaml?: string;
                    readonly exclude?: {
                        readonly title: string;
                        readonly ruleIds: readonly string[];
                        /** @default false */
                        readonly anyRule?: boolean;
                        readonly fields: readonly {
                            readonly field: string;
                            readonly value: string;
                        }[];
                    };
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly yaml: string;
                        readonly refused: readonly {
                            readonly line: number;
                            /** @enum {string} */
                            readonly code: "action_unsupported" | "cidr_malformed" | "condition_aggregation" | "condition_missing" | "condition_syntax" | "condition_unknown_identifier" | "correlation_condition" | "correlation_cycle" | "correlation_invalid" | "correlation_rules" | "correlation_timespan" | "correlation_type" | "correlation_unknown_rule" | "detection_invalid" | "detection_missing" | "document_invalid" | "document_limit" | "duplicate_id" | "field_invalid" | "file_too_large" | "file_unreadable" | "filter_invalid" | "id_missing" | "level_unknown" | "logsource_invalid" | "logsource_missing" | "modifier_misplaced" | "modifier_unknown" | "modifier_value" | "placeholder_unset" | "regex_unsupported" | "rule_too_large" | "taxonomy_unsupported" | "title_missing" | "value_empty" | "value_type" | "yaml_aliases" | "yaml_syntax";
                            readonly reason: string;
                        }[];
                        readonly title: string | null;
                        readonly keepsOnly: boolean;
                        readonly rules: readonly {
                            readonly id: string;
                            readonly title: string;
                        }[];
                        readonly ruleCount: number;
                        readonly unknownRules: readonly string[];
                    };
                };
            };
        };
    };
    readonly "suppression.event_fields": {
        readonly parameters: {
            readonly query?: {
                readonly companyId?: string;
                readonly ruleId?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly field: string;
                            readonly value: string;
                            readonly matched: boolean;
                        }[];
                        readonly logSource: {
                            readonly product: string | null;
                            readonly category: string | null;
                            readonly service: string | null;
                        };
                    };
                };
            };
        };
    };
    readonly "suppression.end": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly companyName: string;
                        /** @enum {string} */
                        readonly kind: "entity" | "rule" | "filter";
                        /** @enum {string} */
                        readonly state: "active" | "expiring" | "disabled" | "expired" | "ended";
                        readonly title: string;
                        readonly ruleId: string | null;
                        readonly entity: {
                            readonly type: string;
                            readonly value: string;
                        } | null;
                        readonly targets: readonly string[] | null;
                        readonly logSource: {
                            readonly product: string | null;
                            readonly category: string | null;
                            readonly service: string | null;
                        } | null;
                        readonly owner: {
                            /** Format: uuid */
                            readonly id: string;
                            readonly name: string;
                        };
                        readonly reason: string;
                        /** Format: date-time */
                        readonly expiresAt: string;
                        /** Format: date-time */
                        readonly createdAt: string;
                        readonly createdBy: string;
                        readonly endedAt: string | null;
                        readonly matchCount: number;
                        readonly lastMatchAt: string | null;
                        readonly yaml: string | null;
                        readonly changes: readonly {
                            /** @enum {string} */
                            readonly change: "create" | "end" | "disable" | "enable";
                            readonly reason: string;
                            /** Format: date-time */
                            readonly at: string;
                            readonly by: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "suppression.disable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly companyName: string;
                        /** @enum {string} */
                        readonly kind: "entity" | "rule" | "filter";
                        /** @enum {string} */
                        readonly state: "active" | "expiring" | "disabled" | "expired" | "ended";
                        readonly title: string;
                        readonly ruleId: string | null;
                        readonly entity: {
                            readonly type: string;
                            readonly value: string;
                        } | null;
                        readonly targets: readonly string[] | null;
                        readonly logSource: {
                            readonly product: string | null;
                            readonly category: string | null;
                            readonly service: string | null;
                        } | null;
                        readonly owner: {
                            /** Format: uuid */
                            readonly id: string;
                            readonly name: string;
                        };
                        readonly reason: string;
                        /** Format: date-time */
                        readonly expiresAt: string;
                        /** Format: date-time */
                        readonly createdAt: string;
                        readonly createdBy: string;
                        readonly endedAt: string | null;
                        readonly matchCount: number;
                        readonly lastMatchAt: string | null;
                        readonly yaml: string | null;
                        readonly changes: readonly {
                            /** @enum {string} */
                            readonly change: "create" | "end" | "disable" | "enable";
                            readonly reason: string;
                            /** Format: date-time */
                            readonly at: string;
                            readonly by: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "suppression.enable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly id: string;
                        /** Format: uuid */
                        readonly companyId: string;
                        readonly companyName: string;
                        /** @enum {string} */
                        readonly kind: "entity" | "rule" | "filter";
                        /** @enum {string} */
                        readonly state: "active" | "expiring" | "disabled" | "expired" | "ended";
                        readonly title: string;
                        readonly ruleId: string | null;
                        readonly entity: {
                            readonly type: string;
                            readonly value: string;
                        } | null;
                        readonly targets: readonly string[] | null;
                        readonly logSource: {
                            readonly product: string | null;
                            readonly category: string | null;
                            readonly service: string | null;
                        } | null;
                        readonly owner: {
                            /** Format: uuid */
                            readonly id: string;
                            readonly name: string;
                        };
                        readonly reason: string;
                        /** Format: date-time */
                        readonly expiresAt: string;
                        /** Format: date-time */
                        readonly createdAt: string;
                        readonly createdBy: string;
                        readonly endedAt: string | null;
                        readonly matchCount: number;
                        readonly lastMatchAt: string | null;
                        readonly yaml: string | null;
                        readonly changes: readonly {
                            /** @enum {string} */
                            readonly change: "create" | "end" | "disable" | "enable";
                            readonly reason: string;
                            /** Format: date-time */
                            readonly at: string;
                            readonly by: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "incident.export": {
        readonly parameters: {
            readonly query?: {
                readonly status?: string;
                readonly severity?: string;
                readonly companyId?: string;
                readonly q?: string;
                readonly format?: "csv" | "ndjson";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The file. One that could not be sent to its end breaks off without the end of its transfer. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/csv": string;
                    readonly "application/x-ndjson": string;
                };
            };
        };
    };
    readonly "incident.list": {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly cursor?: string;
                readonly status?: string;
                readonly severity?: string;
                readonly companyId?: string;
                readonly q?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly id: string;
                            readonly number: string;
                            readonly title: string;
                            /** @enum {string} */
                            readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                            /** @enum {string} */
                            readonly status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                            readonly companies: readonly {
                                readonly id: string;
                                readonly name: string;
                                /** @enum {string} */
                                readonly state: "suspected" | "confirmed" | "cleared";
                                readonly confirmed: boolean;
                                /** Format: date-time */
                                readonly affectedAt: string;
                            }[];
                            /** Format: date-time */
                            readonly openedAt: string;
                            readonly endedAt: string | null;
                            readonly assignee: {
                                readonly id: string;
                                readonly name: string;
                            } | null;
                            readonly nextDueAt: string | null;
                            readonly findingCount: number;
                            readonly summary: string | null;
                            readonly cancelReason: ("false_positive" | "duplicate") | null;
                            readonly duplicateOf: string | null;
                        }[];
                        readonly nextCursor: string | null;
                        readonly total: number | null;
                    };
                };
            };
        };
    };
    readonly "incident.open": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly title: string;
                    /** @enum {string} */
                    readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                    /** @default null */
                    readonly summary?: string | null;
                    readonly companyIds?: readonly string[];
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly number: string;
                        readonly title: string;
                        /** @enum {string} */
                        readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        readonly status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        readonly companies: readonly {
                            readonly id: string;
                            readonly name: string;
                            /** @enum {string} */
                            readonly state: "suspected" | "confirmed" | "cleared";
                            readonly confirmed: boolean;
                            /** Format: date-time */
                            readonly affectedAt: string;
                        }[];
                        /** Format: date-time */
                        readonly openedAt: string;
                        readonly endedAt: string | null;
                        readonly assignee: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly nextDueAt: string | null;
                        readonly findingCount: number;
                        readonly summary: string | null;
                        readonly cancelReason: ("false_positive" | "duplicate") | null;
                        readonly duplicateOf: string | null;
                    };
                };
            };
        };
    };
    readonly "incident.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly incident: {
                            readonly id: string;
                            readonly number: string;
                            readonly title: string;
                            /** @enum {string} */
                            readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                            /** @enum {string} */
                            readonly status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                            readonly companies: readonly {
                                readonly id: string;
                                readonly name: string;
                                /** @enum {string} */
                                readonly state: "suspected" | "confirmed" | "cleared";
                                readonly confirmed: boolean;
                                /** Format: date-time */
                                readonly affectedAt: string;
                            }[];
                            /** Format: date-time */
                            readonly openedAt: string;
                            readonly endedAt: string | null;
                            readonly assignee: {
                                readonly id: string;
                                readonly name: string;
                            } | null;
                            readonly nextDueAt: string | null;
                            readonly findingCount: number;
                            readonly summary: string | null;
                            readonly cancelReason: ("false_positive" | "duplicate") | null;
                            readonly duplicateOf: string | null;
                        };
                        readonly findings: readonly {
                            readonly id: string;
                            readonly number: string;
                            readonly title: string;
                            /** @enum {string} */
                            readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                            /** @enum {string} */
                            readonly status: "new" | "triaged" | "dismissed" | "closed";
                            readonly companyId: string;
                            readonly companyName: string;
                            readonly rule: {
                                readonly id: string;
                                readonly title: string;
                                readonly author: string;
                            };
                            readonly entity: {
                                readonly type: string;
                                readonly value: string;
                            };
                            readonly matchCount: number;
                            /** Format: date-time */
                            readonly firstMatchAt: string;
                            /** Format: date-time */
                            readonly lastMatchAt: string;
                            readonly incidentId: string | null;
                        }[];
                        readonly timeline: readonly {
                            readonly id: string;
                            /** Format: date-time */
                            readonly at: string;
                            /** @enum {string} */
                            readonly kind: "opened" | "status" | "severity" | "title" | "summary" | "assignee" | "company_affected" | "company_confirmed" | "company_cleared" | "company_erased" | "finding" | "note" | "plan" | "step" | "obligation" | "notice" | "measure";
                            readonly actor: {
                                /** @enum {string} */
                                readonly kind: "user" | "token" | "system" | "anonymous";
                                readonly id: string | null;
                                readonly name: string;
                            } | null;
                            readonly text: string;
                            /** @enum {string} */
                            readonly visibility: "internal" | "customer";
                            readonly companyId: string | null;
                            readonly data: {
                                readonly [key: string]: unknown;
                            };
                        }[];
                    };
                };
            };
        };
    };
    readonly "incident.edit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly title?: string;
                    /** @enum {string} */
                    readonly severity?: "informational" | "low" | "medium" | "high" | "critical";
                    readonly summary?: string | null;
                    readonly assigneeId?: string | null;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly number: string;
                        readonly title: string;
                        /** @enum {string} */
                        readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        readonly status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        readonly companies: readonly {
                            readonly id: string;
                            readonly name: string;
                            /** @enum {string} */
                            readonly state: "suspected" | "confirmed" | "cleared";
                            readonly confirmed: boolean;
                            /** Format: date-time */
                            readonly affectedAt: string;
                        }[];
                        /** Format: date-time */
                        readonly openedAt: string;
                        readonly endedAt: string | null;
                        readonly assignee: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly nextDueAt: string | null;
                        readonly findingCount: number;
                        readonly summary: string | null;
                        readonly cancelReason: ("false_positive" | "duplicate") | null;
                        readonly duplicateOf: string | null;
                    };
                };
            };
        };
    };
    readonly "incident.transition": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @enum {string} */
                    readonly to: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                    readonly reason?: string;
                    /** Format: uuid */
                    readonly duplicateOf?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly number: string;
                        readonly title: string;
                        /** @enum {string} */
                        readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        readonly status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        readonly companies: readonly {
                            readonly id: string;
                            readonly name: string;
                            /** @enum {string} */
                            readonly state: "suspected" | "confirmed" | "cleared";
                            readonly confirmed: boolean;
                            /** Format: date-time */
                            readonly affectedAt: string;
                        }[];
                        /** Format: date-time */
                        readonly openedAt: string;
                        readonly endedAt: string | null;
                        readonly assignee: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly nextDueAt: string | null;
                        readonly findingCount: number;
                        readonly summary: string | null;
                        readonly cancelReason: ("false_positive" | "duplicate") | null;
                        readonly duplicateOf: string | null;
                    };
                };
            };
        };
    };
    readonly "incident.note": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly text: string;
                    /**
                     * @default internal
                     * @enum {string}
                     */
                    readonly visibility?: "internal" | "customer";
                    /** Format: uuid */
                    readonly companyId?: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly number: string;
                        readonly title: string;
                        /** @enum {string} */
                        readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        readonly status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        readonly companies: readonly {
                            readonly id: string;
                            readonly name: string;
                            /** @enum {string} */
                            readonly state: "suspected" | "confirmed" | "cleared";
                            readonly confirmed: boolean;
                            /** Format: date-time */
                            readonly affectedAt: string;
                        }[];
                        /** Format: date-time */
                        readonly openedAt: string;
                        readonly endedAt: string | null;
                        readonly assignee: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly nextDueAt: string | null;
                        readonly findingCount: number;
                        readonly summary: string | null;
                        readonly cancelReason: ("false_positive" | "duplicate") | null;
                        readonly duplicateOf: string | null;
                    };
                };
            };
        };
    };
    readonly "incident.affect_company": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** Format: uuid */
                    readonly companyId: string;
                    readonly confirmed: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly number: string;
                        readonly title: string;
                        /** @enum {string} */
                        readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        readonly status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        readonly companies: readonly {
                            readonly id: string;
                            readonly name: string;
                            /** @enum {string} */
                            readonly state: "suspected" | "confirmed" | "cleared";
                            readonly confirmed: boolean;
                            /** Format: date-time */
                            readonly affectedAt: string;
                        }[];
                        /** Format: date-time */
                        readonly openedAt: string;
                        readonly endedAt: string | null;
                        readonly assignee: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly nextDueAt: string | null;
                        readonly findingCount: number;
                        readonly summary: string | null;
                        readonly cancelReason: ("false_positive" | "duplicate") | null;
                        readonly duplicateOf: string | null;
                    };
                };
            };
        };
    };
    readonly "incident.clear_company": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
                readonly companyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly number: string;
                        readonly title: string;
                        /** @enum {string} */
                        readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        readonly status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        readonly companies: readonly {
                            readonly id: string;
                            readonly name: string;
                            /** @enum {string} */
                            readonly state: "suspected" | "confirmed" | "cleared";
                            readonly confirmed: boolean;
                            /** Format: date-time */
                            readonly affectedAt: string;
                        }[];
                        /** Format: date-time */
                        readonly openedAt: string;
                        readonly endedAt: string | null;
                        readonly assignee: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly nextDueAt: string | null;
                        readonly findingCount: number;
                        readonly summary: string | null;
                        readonly cancelReason: ("false_positive" | "duplicate") | null;
                        readonly duplicateOf: string | null;
                    };
                };
            };
        };
    };
    readonly "finding.triage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @enum {string} */
                    readonly decision: "incident";
                    /** @enum {string} */
                    readonly severity?: "informational" | "low" | "medium" | "high" | "critical";
                } | {
                    /** @enum {string} */
                    readonly decision: "attach";
                    /** Format: uuid */
                    readonly incidentId: string;
                } | {
                    /** @enum {string} */
                    readonly decision: "dismiss";
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** Format: uuid */
                        readonly findingId: string;
                        readonly incidentId: string | null;
                    };
                };
            };
        };
    };
    readonly "playbook.list": {
        readonly parameters: {
            readonly query?: {
                readonly locale?: "en" | "ru";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly id: string;
                            readonly name: string;
                            readonly version: number;
                            readonly description: string;
                            readonly tags: readonly string[];
                            readonly fallback: boolean;
                            readonly steps: readonly {
                                readonly key: string;
                                readonly name: string;
                                readonly owner: string;
                                readonly dueMinutes: number | null;
                            }[];
                        }[];
                        readonly nextCursor: string | null;
                        readonly refused: readonly {
                            readonly file: string;
                            readonly code: string;
                            readonly reason: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "plan.get": {
        readonly parameters: {
            readonly query?: {
                readonly locale?: "en" | "ru";
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly plan: {
                            readonly id: string;
                            readonly playbook: {
                                readonly id: string;
                                readonly name: string;
                                readonly version: number;
                            };
                            /** Format: date-time */
                            readonly attachedAt: string;
                            readonly steps: readonly {
                                readonly id: string;
                                readonly name: string;
                                readonly description: string;
                                readonly owner: string;
                                /** @enum {string} */
                                readonly status: "open" | "in_progress" | "done" | "skipped";
                                readonly dueAt: string | null;
                                readonly doneAt: string | null;
                                readonly doneBy: {
                                    readonly id: string | null;
                                    readonly name: string;
                                } | null;
                                readonly note: string | null;
                            }[];
                        } | null;
                    };
                };
            };
        };
    };
    readonly "plan.attach": {
        readonly parameters: {
            readonly query?: {
                readonly locale?: "en" | "ru";
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly playbookId: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly plan: {
                            readonly id: string;
                            readonly playbook: {
                                readonly id: string;
                                readonly name: string;
                                readonly version: number;
                            };
                            /** Format: date-time */
                            readonly attachedAt: string;
                            readonly steps: readonly {
                                readonly id: string;
                                readonly name: string;
                                readonly description: string;
                                readonly owner: string;
                                /** @enum {string} */
                                readonly status: "open" | "in_progress" | "done" | "skipped";
                                readonly dueAt: string | null;
                                readonly doneAt: string | null;
                                readonly doneBy: {
                                    readonly id: string | null;
                                    readonly name: string;
                                } | null;
                                readonly note: string | null;
                            }[];
                        } | null;
                    };
                };
            };
        };
    };
    readonly "plan.change_step": {
        readonly parameters: {
            readonly query?: {
                readonly locale?: "en" | "ru";
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @enum {string} */
                    readonly status: "open" | "in_progress" | "done" | "skipped";
                    readonly note?: string | null;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly plan: {
                            readonly id: string;
                            readonly playbook: {
                                readonly id: string;
                                readonly name: string;
                                readonly version: number;
                            };
                            /** Format: date-time */
                            readonly attachedAt: string;
                            readonly steps: readonly {
                                readonly id: string;
                                readonly name: string;
                                readonly description: string;
                                readonly owner: string;
                                /** @enum {string} */
                                readonly status: "open" | "in_progress" | "done" | "skipped";
                                readonly dueAt: string | null;
                                readonly doneAt: string | null;
                                readonly doneBy: {
                                    readonly id: string | null;
                                    readonly name: string;
                                } | null;
                                readonly note: string | null;
                            }[];
                        } | null;
                    };
                };
            };
        };
    };
    readonly "agreement.list": {
        readonly parameters: {
            readonly query?: {
                readonly companyId?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly id: string;
                            readonly companyId: string;
                            readonly version: number;
                            readonly title: string;
                            readonly number: string;
                            readonly effectiveFrom: string;
                            readonly effectiveTo: string | null;
                            readonly clauses: readonly {
                                readonly trigger: {
                                    /** @enum {string} */
                                    readonly minSeverity: "informational" | "low" | "medium" | "high" | "critical";
                                };
                                /** @enum {string} */
                                readonly startsAt: "company_affected";
                                readonly durationHours: number;
                                /** @enum {string} */
                                readonly channel: "email";
                                readonly contactCategories: readonly ("security" | "legal" | "operations")[];
                                /** @enum {string} */
                                readonly language: "en" | "ru";
                                readonly id: string;
                                readonly text: string;
                            }[];
                            /** Format: date-time */
                            readonly createdAt: string;
                            readonly createdBy: string;
                        }[];
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly "agreement.create": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly title: string;
                    readonly number: string;
                    readonly effectiveFrom: string;
                    readonly effectiveTo: (string) | null;
                    readonly clauses: readonly {
                        readonly trigger: {
                            /** @enum {string} */
                            readonly minSeverity: "informational" | "low" | "medium" | "high" | "critical";
                        };
                        /** @enum {string} */
                        readonly startsAt: "company_affected";
                        readonly durationHours: number;
                        /** @enum {string} */
                        readonly channel: "email";
                        readonly contactCategories: readonly ("security" | "legal" | "operations")[];
                        /** @enum {string} */
                        readonly language: "en" | "ru";
                        /** Format: uuid */
                        readonly id?: string;
                    }[];
                    /** Format: uuid */
                    readonly companyId: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly companyId: string;
                        readonly version: number;
                        readonly title: string;
                        readonly number: string;
                        readonly effectiveFrom: string;
                        readonly effectiveTo: string | null;
                        readonly clauses: readonly {
                            readonly trigger: {
                                /** @enum {string} */
                                readonly minSeverity: "informational" | "low" | "medium" | "high" | "critical";
                            };
                            /** @enum {string} */
                            readonly startsAt: "company_affected";
                            readonly durationHours: number;
                            /** @enum {string} */
                            readonly channel: "email";
                            readonly contactCategories: readonly ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            readonly language: "en" | "ru";
                            readonly id: string;
                            readonly text: string;
                        }[];
                        /** Format: date-time */
                        readonly createdAt: string;
                        readonly createdBy: string;
                    };
                };
            };
        };
    };
    readonly "agreement.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly companyId: string;
                        readonly version: number;
                        readonly title: string;
                        readonly number: string;
                        readonly effectiveFrom: string;
                        readonly effectiveTo: string | null;
                        readonly clauses: readonly {
                            readonly trigger: {
                                /** @enum {string} */
                                readonly minSeverity: "informational" | "low" | "medium" | "high" | "critical";
                            };
                            /** @enum {string} */
                            readonly startsAt: "company_affected";
                            readonly durationHours: number;
                            /** @enum {string} */
                            readonly channel: "email";
                            readonly contactCategories: readonly ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            readonly language: "en" | "ru";
                            readonly id: string;
                            readonly text: string;
                        }[];
                        /** Format: date-time */
                        readonly createdAt: string;
                        readonly createdBy: string;
                    };
                };
            };
        };
    };
    readonly "agreement.change": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly title?: string;
                    readonly number?: string;
                    readonly effectiveFrom?: string;
                    readonly effectiveTo?: (string) | null;
                    readonly clauses?: readonly {
                        readonly trigger: {
                            /** @enum {string} */
                            readonly minSeverity: "informational" | "low" | "medium" | "high" | "critical";
                        };
                        /** @enum {string} */
                        readonly startsAt: "company_affected";
                        readonly durationHours: number;
                        /** @enum {string} */
                        readonly channel: "email";
                        readonly contactCategories: readonly ("security" | "legal" | "operations")[];
                        /** @enum {string} */
                        readonly language: "en" | "ru";
                        /** Format: uuid */
                        readonly id?: string;
                    }[];
                    readonly version?: number;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly companyId: string;
                        readonly version: number;
                        readonly title: string;
                        readonly number: string;
                        readonly effectiveFrom: string;
                        readonly effectiveTo: string | null;
                        readonly clauses: readonly {
                            readonly trigger: {
                                /** @enum {string} */
                                readonly minSeverity: "informational" | "low" | "medium" | "high" | "critical";
                            };
                            /** @enum {string} */
                            readonly startsAt: "company_affected";
                            readonly durationHours: number;
                            /** @enum {string} */
                            readonly channel: "email";
                            readonly contactCategories: readonly ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            readonly language: "en" | "ru";
                            readonly id: string;
                            readonly text: string;
                        }[];
                        /** Format: date-time */
                        readonly createdAt: string;
                        readonly createdBy: string;
                    };
                };
            };
        };
    };
    readonly "obligation.list": {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly cursor?: string;
                readonly status?: string;
                readonly companyId?: string;
                readonly due?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly id: string;
                            readonly incidentId: string;
                            readonly incidentNumber: string;
                            readonly companyId: string;
                            readonly companyName: string;
                            readonly agreementTitle: string;
                            readonly clauseText: string;
                            /** Format: date-time */
                            readonly startedAt: string;
                            /** Format: date-time */
                            readonly dueAt: string;
                            /** @enum {string} */
                            readonly status: "open" | "warned" | "breached" | "fulfilled" | "fulfilled_late" | "waived";
                            readonly share: number;
                            readonly warnedPercent: readonly number[];
                            readonly fulfilledAt: string | null;
                            readonly breachedAt: string | null;
                            readonly reopenedAt: string | null;
                            readonly noticeId: string | null;
                        }[];
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly "incident.obligations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly id: string;
                            readonly incidentId: string;
                            readonly incidentNumber: string;
                            readonly companyId: string;
                            readonly companyName: string;
                            readonly agreementTitle: string;
                            readonly clauseText: string;
                            /** Format: date-time */
                            readonly startedAt: string;
                            /** Format: date-time */
                            readonly dueAt: string;
                            /** @enum {string} */
                            readonly status: "open" | "warned" | "breached" | "fulfilled" | "fulfilled_late" | "waived";
                            readonly share: number;
                            readonly warnedPercent: readonly number[];
                            readonly fulfilledAt: string | null;
                            readonly breachedAt: string | null;
                            readonly reopenedAt: string | null;
                            readonly noticeId: string | null;
                        }[];
                    };
                };
            };
        };
    };
    readonly "incident.notices": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly id: string;
                            readonly companyId: string;
                            readonly companyName: string;
                            readonly obligationId: string;
                            /** @enum {string} */
                            readonly language: "en" | "ru";
                            /** @enum {string} */
                            readonly status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "bounced" | "failed" | "rejected";
                            readonly subject: string;
                            /** Format: date-time */
                            readonly updatedAt: string;
                        }[];
                    };
                };
            };
        };
    };
    readonly "notice_setting.get_contact": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly name: string;
                        readonly email: string | null;
                        readonly phone: string | null;
                        readonly hours: string | null;
                    };
                };
            };
        };
    };
    readonly "notice_setting.set_contact": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                    readonly email: string | null;
                    readonly phone: string | null;
                    readonly hours: string | null;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly name: string;
                        readonly email: string | null;
                        readonly phone: string | null;
                        readonly hours: string | null;
                    };
                };
            };
        };
    };
    readonly "notice.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly incidentId: string;
                        readonly companyId: string;
                        readonly companyName: string;
                        readonly obligationId: string;
                        /** @enum {string} */
                        readonly language: "en" | "ru";
                        /** @enum {string} */
                        readonly status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "bounced" | "failed" | "rejected";
                        readonly subject: string;
                        readonly bodyText: string;
                        readonly mailText: string;
                        readonly bodyHtml: string;
                        readonly recommendedMeasures: readonly {
                            readonly id: string;
                            readonly text: string;
                            readonly doneAt: string | null;
                        }[];
                        readonly recipients: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            readonly status: "pending" | "accepted" | "deferred" | "refused" | "unknown" | "delayed" | "delivered" | "bounced";
                            readonly acceptedAt: string | null;
                            readonly deliveredAt: string | null;
                            readonly bouncedAt: string | null;
                            readonly response: string | null;
                        }[];
                        readonly otherContacts: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                        }[];
                        readonly reports: readonly {
                            /** Format: date-time */
                            readonly at: string;
                            readonly attempt: number;
                            readonly email: string | null;
                            readonly reportedAddress: string;
                            /** @enum {string} */
                            readonly action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
                            readonly status: string | null;
                            readonly diagnostic: string | null;
                            readonly reportingMta: string | null;
                        }[];
                        readonly missingCategories: readonly ("security" | "legal" | "operations")[];
                        readonly author: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approver: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approvedAt: string | null;
                        readonly mayApprove: boolean;
                        readonly rejectedReason: string | null;
                        readonly trackingUrl: string | null;
                        /** Format: date-time */
                        readonly trackingExpiresAt: string;
                        readonly trackingRevokedAt: string | null;
                        readonly messageId: string;
                        readonly nextAttemptAt: string | null;
                        readonly attempts: readonly {
                            readonly attempt: number;
                            /** Format: date-time */
                            readonly at: string;
                            readonly outcome: string;
                            readonly response: string | null;
                        }[];
                        /** Format: date-time */
                        readonly createdAt: string;
                        /** Format: date-time */
                        readonly updatedAt: string;
                    };
                };
            };
        };
    };
    readonly "notice.edit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly subject?: string;
                    readonly bodyText?: string;
                    readonly recommendedMeasures?: readonly {
                        readonly text: string;
                    }[];
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly incidentId: string;
                        readonly companyId: string;
                        readonly companyName: string;
                        readonly obligationId: string;
                        /** @enum {string} */
                        readonly language: "en" | "ru";
                        /** @enum {string} */
                        readonly status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "bounced" | "failed" | "rejected";
                        readonly subject: string;
                        readonly bodyText: string;
                        readonly mailText: string;
                        readonly bodyHtml: string;
                        readonly recommendedMeasures: readonly {
                            readonly id: string;
                            readonly text: string;
                            readonly doneAt: string | null;
                        }[];
                        readonly recipients: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            readonly status: "pending" | "accepted" | "deferred" | "refused" | "unknown" | "delayed" | "delivered" | "bounced";
                            readonly acceptedAt: string | null;
                            readonly deliveredAt: string | null;
                            readonly bouncedAt: string | null;
                            readonly response: string | null;
                        }[];
                        readonly otherContacts: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                        }[];
                        readonly reports: readonly {
                            /** Format: date-time */
                            readonly at: string;
                            readonly attempt: number;
                            readonly email: string | null;
                            readonly reportedAddress: string;
                            /** @enum {string} */
                            readonly action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
                            readonly status: string | null;
                            readonly diagnostic: string | null;
                            readonly reportingMta: string | null;
                        }[];
                        readonly missingCategories: readonly ("security" | "legal" | "operations")[];
                        readonly author: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approver: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approvedAt: string | null;
                        readonly mayApprove: boolean;
                        readonly rejectedReason: string | null;
                        readonly trackingUrl: string | null;
                        /** Format: date-time */
                        readonly trackingExpiresAt: string;
                        readonly trackingRevokedAt: string | null;
                        readonly messageId: string;
                        readonly nextAttemptAt: string | null;
                        readonly attempts: readonly {
                            readonly attempt: number;
                            /** Format: date-time */
                            readonly at: string;
                            readonly outcome: string;
                            readonly response: string | null;
                        }[];
                        /** Format: date-time */
                        readonly createdAt: string;
                        /** Format: date-time */
                        readonly updatedAt: string;
                    };
                };
            };
        };
    };
    readonly "notice.reject": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly incidentId: string;
                        readonly companyId: string;
                        readonly companyName: string;
                        readonly obligationId: string;
                        /** @enum {string} */
                        readonly language: "en" | "ru";
                        /** @enum {string} */
                        readonly status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "bounced" | "failed" | "rejected";
                        readonly subject: string;
                        readonly bodyText: string;
                        readonly mailText: string;
                        readonly bodyHtml: string;
                        readonly recommendedMeasures: readonly {
                            readonly id: string;
                            readonly text: string;
                            readonly doneAt: string | null;
                        }[];
                        readonly recipients: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            readonly status: "pending" | "accepted" | "deferred" | "refused" | "unknown" | "delayed" | "delivered" | "bounced";
                            readonly acceptedAt: string | null;
                            readonly deliveredAt: string | null;
                            readonly bouncedAt: string | null;
                            readonly response: string | null;
                        }[];
                        readonly otherContacts: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                        }[];
                        readonly reports: readonly {
                            /** Format: date-time */
                            readonly at: string;
                            readonly attempt: number;
                            readonly email: string | null;
                            readonly reportedAddress: string;
                            /** @enum {string} */
                            readonly action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
                            readonly status: string | null;
                            readonly diagnostic: string | null;
                            readonly reportingMta: string | null;
                        }[];
                        readonly missingCategories: readonly ("security" | "legal" | "operations")[];
                        readonly author: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approver: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approvedAt: string | null;
                        readonly mayApprove: boolean;
                        readonly rejectedReason: string | null;
                        readonly trackingUrl: string | null;
                        /** Format: date-time */
                        readonly trackingExpiresAt: string;
                        readonly trackingRevokedAt: string | null;
                        readonly messageId: string;
                        readonly nextAttemptAt: string | null;
                        readonly attempts: readonly {
                            readonly attempt: number;
                            /** Format: date-time */
                            readonly at: string;
                            readonly outcome: string;
                            readonly response: string | null;
                        }[];
                        /** Format: date-time */
                        readonly createdAt: string;
                        /** Format: date-time */
                        readonly updatedAt: string;
                    };
                };
            };
        };
    };
    readonly "notice.submit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly incidentId: string;
                        readonly companyId: string;
                        readonly companyName: string;
                        readonly obligationId: string;
                        /** @enum {string} */
                        readonly language: "en" | "ru";
                        /** @enum {string} */
                        readonly status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "bounced" | "failed" | "rejected";
                        readonly subject: string;
                        readonly bodyText: string;
                        readonly mailText: string;
                        readonly bodyHtml: string;
                        readonly recommendedMeasures: readonly {
                            readonly id: string;
                            readonly text: string;
                            readonly doneAt: string | null;
                        }[];
                        readonly recipients: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            readonly status: "pending" | "accepted" | "deferred" | "refused" | "unknown" | "delayed" | "delivered" | "bounced";
                            readonly acceptedAt: string | null;
                            readonly deliveredAt: string | null;
                            readonly bouncedAt: string | null;
                            readonly response: string | null;
                        }[];
                        readonly otherContacts: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                        }[];
                        readonly reports: readonly {
                            /** Format: date-time */
                            readonly at: string;
                            readonly attempt: number;
                            readonly email: string | null;
                            readonly reportedAddress: string;
                            /** @enum {string} */
                            readonly action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
                            readonly status: string | null;
                            readonly diagnostic: string | null;
                            readonly reportingMta: string | null;
                        }[];
                        readonly missingCategories: readonly ("security" | "legal" | "operations")[];
                        readonly author: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approver: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approvedAt: string | null;
                        readonly mayApprove: boolean;
                        readonly rejectedReason: string | null;
                        readonly trackingUrl: string | null;
                        /** Format: date-time */
                        readonly trackingExpiresAt: string;
                        readonly trackingRevokedAt: string | null;
                        readonly messageId: string;
                        readonly nextAttemptAt: string | null;
                        readonly attempts: readonly {
                            readonly attempt: number;
                            /** Format: date-time */
                            readonly at: string;
                            readonly outcome: string;
                            readonly response: string | null;
                        }[];
                        /** Format: date-time */
                        readonly createdAt: string;
                        /** Format: date-time */
                        readonly updatedAt: string;
                    };
                };
            };
        };
    };
    readonly "notice.approve": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly incidentId: string;
                        readonly companyId: string;
                        readonly companyName: string;
                        readonly obligationId: string;
                        /** @enum {string} */
                        readonly language: "en" | "ru";
                        /** @enum {string} */
                        readonly status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "bounced" | "failed" | "rejected";
                        readonly subject: string;
                        readonly bodyText: string;
                        readonly mailText: string;
                        readonly bodyHtml: string;
                        readonly recommendedMeasures: readonly {
                            readonly id: string;
                            readonly text: string;
                            readonly doneAt: string | null;
                        }[];
                        readonly recipients: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            readonly status: "pending" | "accepted" | "deferred" | "refused" | "unknown" | "delayed" | "delivered" | "bounced";
                            readonly acceptedAt: string | null;
                            readonly deliveredAt: string | null;
                            readonly bouncedAt: string | null;
                            readonly response: string | null;
                        }[];
                        readonly otherContacts: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                        }[];
                        readonly reports: readonly {
                            /** Format: date-time */
                            readonly at: string;
                            readonly attempt: number;
                            readonly email: string | null;
                            readonly reportedAddress: string;
                            /** @enum {string} */
                            readonly action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
                            readonly status: string | null;
                            readonly diagnostic: string | null;
                            readonly reportingMta: string | null;
                        }[];
                        readonly missingCategories: readonly ("security" | "legal" | "operations")[];
                        readonly author: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approver: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approvedAt: string | null;
                        readonly mayApprove: boolean;
                        readonly rejectedReason: string | null;
                        readonly trackingUrl: string | null;
                        /** Format: date-time */
                        readonly trackingExpiresAt: string;
                        readonly trackingRevokedAt: string | null;
                        readonly messageId: string;
                        readonly nextAttemptAt: string | null;
                        readonly attempts: readonly {
                            readonly attempt: number;
                            /** Format: date-time */
                            readonly at: string;
                            readonly outcome: string;
                            readonly response: string | null;
                        }[];
                        /** Format: date-time */
                        readonly createdAt: string;
                        /** Format: date-time */
                        readonly updatedAt: string;
                    };
                };
            };
        };
    };
    readonly "notice.resend": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly incidentId: string;
                        readonly companyId: string;
                        readonly companyName: string;
                        readonly obligationId: string;
                        /** @enum {string} */
                        readonly language: "en" | "ru";
                        /** @enum {string} */
                        readonly status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "bounced" | "failed" | "rejected";
                        readonly subject: string;
                        readonly bodyText: string;
                        readonly mailText: string;
                        readonly bodyHtml: string;
                        readonly recommendedMeasures: readonly {
                            readonly id: string;
                            readonly text: string;
                            readonly doneAt: string | null;
                        }[];
                        readonly recipients: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            readonly status: "pending" | "accepted" | "deferred" | "refused" | "unknown" | "delayed" | "delivered" | "bounced";
                            readonly acceptedAt: string | null;
                            readonly deliveredAt: string | null;
                            readonly bouncedAt: string | null;
                            readonly response: string | null;
                        }[];
                        readonly otherContacts: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                        }[];
                        readonly reports: readonly {
                            /** Format: date-time */
                            readonly at: string;
                            readonly attempt: number;
                            readonly email: string | null;
                            readonly reportedAddress: string;
                            /** @enum {string} */
                            readonly action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
                            readonly status: string | null;
                            readonly diagnostic: string | null;
                            readonly reportingMta: string | null;
                        }[];
                        readonly missingCategories: readonly ("security" | "legal" | "operations")[];
                        readonly author: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approver: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approvedAt: string | null;
                        readonly mayApprove: boolean;
                        readonly rejectedReason: string | null;
                        readonly trackingUrl: string | null;
                        /** Format: date-time */
                        readonly trackingExpiresAt: string;
                        readonly trackingRevokedAt: string | null;
                        readonly messageId: string;
                        readonly nextAttemptAt: string | null;
                        readonly attempts: readonly {
                            readonly attempt: number;
                            /** Format: date-time */
                            readonly at: string;
                            readonly outcome: string;
                            readonly response: string | null;
                        }[];
                        /** Format: date-time */
                        readonly createdAt: string;
                        /** Format: date-time */
                        readonly updatedAt: string;
                    };
                };
            };
        };
    };
    readonly "notice.revoke_tracking": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly id: string;
                        readonly incidentId: string;
                        readonly companyId: string;
                        readonly companyName: string;
                        readonly obligationId: string;
                        /** @enum {string} */
                        readonly language: "en" | "ru";
                        /** @enum {string} */
                        readonly status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "bounced" | "failed" | "rejected";
                        readonly subject: string;
                        readonly bodyText: string;
                        readonly mailText: string;
                        readonly bodyHtml: string;
                        readonly recommendedMeasures: readonly {
                            readonly id: string;
                            readonly text: string;
                            readonly doneAt: string | null;
                        }[];
                        readonly recipients: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            readonly status: "pending" | "accepted" | "deferred" | "refused" | "unknown" | "delayed" | "delivered" | "bounced";
                            readonly acceptedAt: string | null;
                            readonly deliveredAt: string | null;
                            readonly bouncedAt: string | null;
                            readonly response: string | null;
                        }[];
                        readonly otherContacts: readonly {
                            readonly name: string;
                            readonly email: string;
                            readonly categories: readonly ("security" | "legal" | "operations")[];
                        }[];
                        readonly reports: readonly {
                            /** Format: date-time */
                            readonly at: string;
                            readonly attempt: number;
                            readonly email: string | null;
                            readonly reportedAddress: string;
                            /** @enum {string} */
                            readonly action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
                            readonly status: string | null;
                            readonly diagnostic: string | null;
                            readonly reportingMta: string | null;
                        }[];
                        readonly missingCategories: readonly ("security" | "legal" | "operations")[];
                        readonly author: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approver: {
                            readonly id: string;
                            readonly name: string;
                        } | null;
                        readonly approvedAt: string | null;
                        readonly mayApprove: boolean;
                        readonly rejectedReason: string | null;
                        readonly trackingUrl: string | null;
                        /** Format: date-time */
                        readonly trackingExpiresAt: string;
                        readonly trackingRevokedAt: string | null;
                        readonly messageId: string;
                        readonly nextAttemptAt: string | null;
                        readonly attempts: readonly {
                            readonly attempt: number;
                            /** Format: date-time */
                            readonly at: string;
                            readonly outcome: string;
                            readonly response: string | null;
                        }[];
                        /** Format: date-time */
                        readonly createdAt: string;
                        /** Format: date-time */
                        readonly updatedAt: string;
                    };
                };
            };
        };
    };
    readonly "received_notice.list": {
        readonly parameters: {
            readonly query?: {
                readonly incidentId?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly id: string;
                            readonly incidentId: string;
                            readonly incidentNumber: string;
                            /** @enum {string} */
                            readonly language: "en" | "ru";
                            /** Format: date-time */
                            readonly sentAt: string;
                            readonly subject: string;
                            readonly bodyText: string;
                            readonly measures: readonly {
                                readonly id: string;
                                readonly text: string;
                                readonly doneAt: string | null;
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    readonly "measure.tick": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly done: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly "tracking.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly incidentNumber: string;
                        readonly title: string;
                        readonly companyName: string;
                        /** @enum {string} */
                        readonly status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        /** @enum {string} */
                        readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        readonly language: "en" | "ru";
                        readonly noticeAt: string | null;
                        readonly updates: readonly {
                            /** Format: date-time */
                            readonly at: string;
                            readonly text: string;
                        }[];
                        readonly recommendedMeasures: readonly {
                            readonly id: string;
                            readonly text: string;
                            readonly done: boolean;
                        }[];
                        readonly contact: {
                            readonly name: string;
                            readonly email: string | null;
                            readonly phone: string | null;
                            readonly hours: string | null;
                        };
                    };
                };
            };
        };
    };
    readonly "tracking.tick_measure": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly token: string;
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly done: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly incidentNumber: string;
                        readonly title: string;
                        readonly companyName: string;
                        /** @enum {string} */
                        readonly status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        /** @enum {string} */
                        readonly severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        readonly language: "en" | "ru";
                        readonly noticeAt: string | null;
                        readonly updates: readonly {
                            /** Format: date-time */
                            readonly at: string;
                            readonly text: string;
                        }[];
                        readonly recommendedMeasures: readonly {
                            readonly id: string;
                            readonly text: string;
                            readonly done: boolean;
                        }[];
                        readonly contact: {
                            readonly name: string;
                            readonly email: string | null;
                            readonly phone: string | null;
                            readonly hours: string | null;
                        };
                    };
                };
            };
        };
    };
    readonly "incident.alerts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly id: string;
                            /** @enum {string} */
                            readonly level: "warning" | "escalation" | "breach";
                            /** Format: date-time */
                            readonly sentAt: string;
                            readonly causes: readonly {
                                readonly obligationId: string;
                                readonly companyId: string;
                                readonly companyName: string;
                                readonly reason: string;
                            }[];
                            readonly recipients: readonly {
                                readonly userId: string;
                                readonly name: string;
                                readonly email: string;
                                /** @enum {string} */
                                readonly status: "pending" | "sending" | "accepted" | "failed";
                                readonly acceptedAt: string | null;
                                readonly response: string | null;
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    readonly "alert_preference.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly warning: "all" | "own" | "none";
                        /** @enum {string} */
                        readonly escalation: "all" | "own" | "none";
                        /** @enum {string} */
                        readonly breach: "all" | "own" | "none";
                        readonly chosen: boolean;
                    };
                };
            };
        };
    };
    readonly "alert_preference.set": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @enum {string} */
                    readonly warning: "all" | "own" | "none";
                    /** @enum {string} */
                    readonly escalation: "all" | "own" | "none";
                    /** @enum {string} */
                    readonly breach: "all" | "own" | "none";
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly warning: "all" | "own" | "none";
                        /** @enum {string} */
                        readonly escalation: "all" | "own" | "none";
                        /** @enum {string} */
                        readonly breach: "all" | "own" | "none";
                        readonly chosen: boolean;
                    };
                };
            };
        };
    };
    readonly "notice_setting.get_bounces": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly configured: boolean;
                        readonly signedAddresses: boolean;
                        readonly mailbox: string | null;
                        readonly readAt: string | null;
                        readonly failingSince: string | null;
                        readonly failure: string | null;
                        readonly failureMessage: string | null;
                        readonly verdicts: {
                            readonly [key: string]: number;
                        };
                    };
                };
            };
        };
    };
    readonly "file_system.list": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly node: string;
                            readonly places: readonly string[];
                            readonly path: string;
                            readonly totalBytes: number;
                            readonly freeBytes: number;
                            readonly freePercent: number;
                            /** @enum {string} */
                            readonly level: "ok" | "warn" | "stop";
                            /** Format: date-time */
                            readonly levelSince: string;
                            /** Format: date-time */
                            readonly seenAt: string;
                            readonly isStale: boolean;
                            readonly stopsAt: string | null;
                        }[];
                        readonly warnFreePercent: number;
                        readonly stopFreePercent: number;
                    };
                };
            };
        };
    };
    readonly "overview.get": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly obligationsDue: readonly {
                            readonly id: string;
                            readonly incidentId: string;
                            readonly incidentNumber: string;
                            readonly companyId: string;
                            readonly companyName: string;
                            readonly agreementTitle: string;
                            readonly clauseText: string;
                            /** Format: date-time */
                            readonly startedAt: string;
                            /** Format: date-time */
                            readonly dueAt: string;
                            /** @enum {string} */
                            readonly status: "open" | "warned" | "breached" | "fulfilled" | "fulfilled_late" | "waived";
                            readonly share: number;
                            readonly warnedPercent: readonly number[];
                            readonly fulfilledAt: string | null;
                            readonly breachedAt: string | null;
                            readonly reopenedAt: string | null;
                            readonly noticeId: string | null;
                        }[];
                        readonly incidentsOpen: {
                            readonly bySeverity: {
                                readonly [key: string]: number;
                            };
                        };
                        readonly findingsNew: {
                            readonly bySeverity: {
                                readonly [key: string]: number;
                            };
                        };
                        readonly events: {
                            readonly last24h: readonly {
                                /** Format: date-time */
                                readonly at: string;
                                readonly count: number;
                            }[];
                            readonly total: number;
                        };
                        readonly sources: {
                            readonly total: number;
                            readonly silent: number;
                        };
                        readonly intake: {
                            readonly received: number;
                            readonly evaluated: number;
                            readonly unparsed: number;
                        };
                        readonly fileSystems: readonly {
                            readonly node: string;
                            readonly places: readonly string[];
                            readonly path: string;
                            readonly totalBytes: number;
                            readonly freeBytes: number;
                            readonly freePercent: number;
                            /** @enum {string} */
                            readonly level: "ok" | "warn" | "stop";
                            /** Format: date-time */
                            readonly levelSince: string;
                            /** Format: date-time */
                            readonly seenAt: string;
                            readonly isStale: boolean;
                            readonly stopsAt: string | null;
                        }[];
                        readonly quotas: readonly {
                            /** Format: uuid */
                            readonly companyId: string;
                            readonly companyName: string;
                            readonly bytes: number;
                            readonly quotaBytes: number;
                            /** @enum {string} */
                            readonly level: "warn" | "full";
                        }[];
                    };
                };
            };
        };
    };
    readonly "backup.list": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly {
                            readonly backup: string;
                            readonly folder: string;
                            readonly account: string;
                            readonly cutAt: string;
                            readonly bytes: number;
                            readonly copiedBytes: number;
                            readonly objects: number;
                            readonly drainPausedMs: number;
                            readonly tookMs: number;
                            /** Format: date-time */
                            readonly madeAt: string;
                            readonly madeBy: string;
                        }[];
                        readonly warnAfterHours: number;
                    };
                };
            };
        };
    };
    readonly "backup.create": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly backup: string;
                    readonly folder: string;
                    readonly account: string;
                    readonly cutAt: string;
                    readonly bytes: number;
                    readonly copiedBytes: number;
                    readonly objects: number;
                    readonly drainPausedMs: number;
                    readonly tookMs: number;
                    readonly withMasterKey: boolean;
                    /** Format: uuid */
                    readonly cut: string;
                };
            };
        };
        readonly responses: {
            /** @description Default Response */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
