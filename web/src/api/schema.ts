export interface paths {
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the set-up is open to the holder of this link */
        get: operations["setup.show"];
        put?: never;
        /** Make the provider and its first administrator; works once */
        post: operations["setup.complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who you are and what you may do */
        get: operations["session.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change your own name or language */
        patch: operations["session.update"];
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where you are signed in, newest first */
        get: operations["session.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of your sessions */
        delete: operations["session.end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open invitations, newest first */
        get: operations["invitation.list"];
        put?: never;
        /** Invite somebody by mail; a new invitation of the same address replaces the old one */
        post: operations["invitation.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw an invitation: its link stops working */
        delete: operations["invitation.delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an invitation offers, for the holder of its link */
        get: operations["invitation.show"];
        put?: never;
        /** Make the account that an invitation offers; the link works once */
        post: operations["invitation.accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users by name */
        get: operations["user.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change, disable or enable a user; a disabled user loses all sessions and tokens at once */
        patch: operations["user.update"];
        trace?: never;
    };
    "/api/v1/users/{id}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lift the lock that failed sign-ins have put on an account */
        post: operations["user.unlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign a user out everywhere */
        delete: operations["user.end_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your passkeys */
        get: operations["passkey.list"];
        put?: never;
        /** Add a passkey that the browser has made */
        post: operations["passkey.add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the browser is to make a passkey with; needs a proof of who you are in the last ten minutes */
        post: operations["passkey.prepare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove one of your passkeys, unless it is the last way in; needs a proof of who you are */
        delete: operations["passkey.remove"];
        options?: never;
        head?: never;
        /** Give one of your passkeys another name */
        patch: operations["passkey.rename"];
        trace?: never;
    };
    "/api/v1/sign-in/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How one can sign in; with the domain of an address also by whose identity provider */
        get: operations["sign_in.ways"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a user has to sign in with */
        get: operations["user.show_sign_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/passkeys/{passkeyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a passkey that a user has lost; the user is signed out everywhere */
        delete: operations["user.remove_passkey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/identity-links/{linkId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget who a user is at an identity provider; the user is signed out everywhere */
        delete: operations["user.remove_identity_link"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The identity providers of the settings, with what has to be registered there */
        get: operations["identity_provider.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read an identity provider’s discovery document now */
        post: operations["identity_provider.check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your API tokens */
        get: operations["token.list"];
        put?: never;
        /** Make an API token of yours; it is in this reply only */
        post: operations["token.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke one of your API tokens */
        delete: operations["token.delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/companies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Companies by name; a customer sees its own */
        get: operations["company.list"];
        put?: never;
        /** Take on a customer */
        post: operations["company.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/companies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A company with what belongs to it, counted */
        get: operations["company.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a company: absent leaves, null clears */
        patch: operations["company.update"];
        trace?: never;
    };
    "/api/v1/companies/{id}/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A company's projects by name */
        get: operations["project.list"];
        put?: never;
        /** Give a company a project */
        post: operations["project.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a project */
        patch: operations["project.update"];
        trace?: never;
    };
    "/api/v1/companies/{id}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom a company wants to be told, by name */
        get: operations["contact.list"];
        put?: never;
        /** Add a contact to a company */
        post: operations["contact.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a contact */
        delete: operations["contact.delete"];
        options?: never;
        head?: never;
        /** Change a contact */
        patch: operations["contact.update"];
        trace?: never;
    };
    "/api/v1/companies/{id}/off-boarding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the export and erasure of a company are */
        get: operations["company.off_boarding"];
        put?: never;
        /** Export all of a company; then, in a second request, erase it; or cancel */
        post: operations["company.off_board"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, newest first; a customer sees what concerns its company */
        get: operations["activity.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One record of the Activity Log */
        get: operations["activity.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activity-counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Data-plane writes (events received) by hour, which are counted rather than recorded */
        get: operations["activity.list_counts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sources of events, with what they sent in the last 24 hours */
        get: operations["source.list"];
        put?: never;
        /** Make a source; its token is in this reply only */
        post: operations["source.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Rename a source, change its addresses, disable or enable it */
        patch: operations["source.update"];
        trace?: never;
    };
    "/api/v1/sources/{id}/rotate-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a source a new token; the old one ends */
        post: operations["source.rotate_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search security events, newest first */
        get: operations["event.search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/histogram": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Matching events over time */
        get: operations["event.histogram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The commonest values of a field among matching events */
        get: operations["event.field_values"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/query-fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The fields that a search may name */
        get: operations["event.query_fields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One event: normalised and as received */
        get: operations["event.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/intake/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What intake has received, stored, evaluated and could not parse in the last 24 hours */
        get: operations["intake.status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings, newest match first */
        get: operations["finding.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One finding with its evidence and receipt */
        get: operations["finding.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Detection rules in force, and the refused ones with the reason */
        get: operations["rule.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule with its source */
        get: operations["rule.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Incidents, newest first */
        get: operations["incident.list"];
        put?: never;
        /** Opens an incident by hand */
        post: operations["incident.open"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One incident with its findings and timeline */
        get: operations["incident.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes title, severity, summary or assignee */
        patch: operations["incident.edit"];
        trace?: never;
    };
    "/api/v1/incidents/{id}/transition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Moves an incident to another status */
        post: operations["incident.transition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes a note on the timeline, for staff or for the affected companies */
        post: operations["incident.note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/companies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Marks a company as affected, or suspected to be; clocks of its agreements start */
        post: operations["incident.affect_company"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/companies/{companyId}/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that a company turned out not to be affected */
        post: operations["incident.clear_company"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{id}/triage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decide on a finding: open an incident, attach it to one, or dismiss it with a reason */
        post: operations["finding.triage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Playbooks that can be attached to an incident */
        get: operations["playbook.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The plan that an incident follows; null for a customer */
        get: operations["plan.get"];
        put?: never;
        /** Gives an incident the steps of a playbook */
        post: operations["plan.attach"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plan-steps/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts, ends, skips or reopens a step; returns the plan */
        post: operations["plan.change_step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agreements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agreements, newest version each */
        get: operations["agreement.list"];
        put?: never;
        /** Records an agreement with a customer */
        post: operations["agreement.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agreements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One agreement, newest version */
        get: operations["agreement.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Makes a new version; obligations that run keep theirs */
        patch: operations["agreement.change"];
        trace?: never;
    };
    "/api/v1/obligations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Obligations to notify, the next due first */
        get: operations["obligation.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/obligations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Obligations that an incident started */
        get: operations["incident.obligations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notices of an incident */
        get: operations["incident.notices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notice-settings/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom customers call, as notices say it */
        get: operations["notice_setting.get_contact"];
        /** Sets whom customers call; notices that are approved keep theirs */
        put: operations["notice_setting.set_contact"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One notice with its mail, recipients and attempts */
        get: operations["notice.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a draft */
        patch: operations["notice.edit"];
        trace?: never;
    };
    "/api/v1/notices/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a notice back to its author */
        post: operations["notice.reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hands a draft in for approval */
        post: operations["notice.submit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approves a notice as a second person; it is sent */
        post: operations["notice.approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a notice again to the contacts of today */
        post: operations["notice.resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/revoke-tracking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the tracking link useless */
        post: operations["notice.revoke_tracking"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/track/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An incident as the company of a tracking link sees it */
        get: operations["tracking.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/track/{token}/measures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that a recommended measure is done, or not */
        post: operations["tracking.tick_measure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open incidents, new findings, events of the last day, silent sources */
        get: operations["overview.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
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
    "setup.show": {
        parameters: {
            query: {
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        state: "open" | "done" | "invalid";
                        providerName: string | null;
                    };
                };
            };
        };
    };
    "setup.complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                    providerName: string;
                    name: string;
                    email: string;
                    password: string;
                    /** @default en */
                    locale?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        state: "open" | "done" | "invalid";
                        providerName: string | null;
                    };
                };
            };
        };
    };
    "session.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                            email: string;
                            locale: string;
                            twoFactorEnabled: boolean;
                        };
                        signIn: {
                            password: boolean;
                            passkeys: number;
                            identityProviders: string[];
                            passkeyOrigin: string | null;
                            requiredProvider: string | null;
                            proved: boolean;
                        };
                        /** @enum {string} */
                        kind: "provider" | "customer";
                        /** Format: uuid */
                        companyId: string;
                        companyName: string;
                        roles: ("admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer")[];
                        permissions: ("company:read" | "company:write" | "contact:write" | "user:read" | "user:write" | "token:write" | "source:read" | "source:write" | "event:read" | "finding:read" | "finding:triage" | "rule:read" | "incident:read" | "incident:write" | "plan:write" | "agreement:read" | "agreement:write" | "obligation:read" | "notice:read" | "notice:write" | "notice:approve" | "activity:read" | "setting:write" | "metrics:read")[];
                        provider: {
                            name: string;
                        };
                        mail: {
                            configured: boolean;
                            outboxPath: string | null;
                        };
                        version: string;
                    };
                };
            };
        };
    };
    "session.update": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    locale?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "session.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            current: boolean;
                            ipAddress: string;
                            userAgent: string;
                            /** @enum {string} */
                            way: "password" | "passkey" | "oidc";
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                        }[];
                    };
                };
            };
        };
    };
    "session.end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "invitation.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            companyId: string;
                            companyName: string;
                            email: string;
                            /** @enum {string} */
                            role: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                            /** Format: date-time */
                            expiresAt: string;
                            /** Format: date-time */
                            createdAt: string;
                        }[];
                    };
                };
            };
        };
    };
    "invitation.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    /** @enum {string} */
                    role: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                    /** Format: uuid */
                    companyId: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        companyId: string;
                        companyName: string;
                        email: string;
                        /** @enum {string} */
                        role: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
        };
    };
    "invitation.delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "invitation.show": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        email: string;
                        /** @enum {string} */
                        role: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                        companyName: string;
                        providerName: string;
                        /** Format: date-time */
                        expiresAt: string;
                        identityProviders: {
                            id: string;
                            name: string;
                        }[];
                        password: boolean;
                    };
                };
            };
        };
    };
    "invitation.accept": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    password: string;
                    locale?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "user.list": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                companyId?: string;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            companyId: string;
                            companyName: string;
                            name: string;
                            email: string;
                            /** @enum {string} */
                            role: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                            locale: string;
                            disabled: boolean;
                            twoFactorEnabled: boolean;
                            signIn: {
                                password: boolean;
                                passkeys: number;
                                identityProviders: string[];
                            };
                            lastSignInAt: string | null;
                            lockedUntil: string | null;
                            /** Format: date-time */
                            createdAt: string;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    "user.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role?: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                    disabled?: boolean;
                    name?: string;
                    locale?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        companyId: string;
                        companyName: string;
                        name: string;
                        email: string;
                        /** @enum {string} */
                        role: "admin" | "analyst" | "lead" | "specialist" | "vulnerability_manager" | "auditor" | "owner" | "member" | "viewer";
                        locale: string;
                        disabled: boolean;
                        twoFactorEnabled: boolean;
                        signIn: {
                            password: boolean;
                            passkeys: number;
                            identityProviders: string[];
                        };
                        lastSignInAt: string | null;
                        lockedUntil: string | null;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
        };
    };
    "user.unlock": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "user.end_sessions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "passkey.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                            synced: boolean;
                            suspended: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            lastUsedAt: string | null;
                        }[];
                    };
                };
            };
        };
    };
    "passkey.add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    response: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                        authenticatorAttachment?: ("platform" | "cross-platform") | null;
                        /** @default {} */
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        response: {
                            clientDataJSON: string;
                            attestationObject: string;
                            /** @default [] */
                            transports?: string[];
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        synced: boolean;
                        suspended: boolean;
                        /** Format: date-time */
                        createdAt: string;
                        lastUsedAt: string | null;
                    };
                };
            };
        };
    };
    "passkey.prepare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    "passkey.remove": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "passkey.rename": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "sign_in.ways": {
        parameters: {
            query?: {
                domain?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        passkeyOrigin: string | null;
                        identityProviders: {
                            id: string;
                            name: string;
                            required: boolean;
                        }[];
                        byDomain: boolean;
                    };
                };
            };
        };
    };
    "user.show_sign_in": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        password: boolean;
                        twoFactorEnabled: boolean;
                        passkeys: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                            synced: boolean;
                            suspended: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            lastUsedAt: string | null;
                        }[];
                        identityLinks: {
                            /** Format: uuid */
                            id: string;
                            issuer: string;
                            name: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            lastUsedAt: string | null;
                        }[];
                    };
                };
            };
        };
    };
    "user.remove_passkey": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                passkeyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "user.remove_identity_link": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                linkId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "identity_provider.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            name: string;
                            issuer: string;
                            who: string;
                            domains: string[];
                            required: boolean;
                            createUsers: boolean;
                            breakGlass: string | null;
                            missing: ("company" | "break_glass_account")[];
                            redirectUri: string;
                            logoutUri: string;
                        }[];
                    };
                };
            };
        };
    };
    "identity_provider.check": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ok: boolean;
                        code: string | null;
                        message: string | null;
                    };
                };
            };
        };
    };
    "token.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                            permissions: string[];
                            expiresAt: string | null;
                            lastUsedAt: string | null;
                            /** Format: date-time */
                            createdAt: string;
                        }[];
                    };
                };
            };
        };
    };
    "token.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    permissions: ("company:read" | "company:write" | "contact:write" | "user:read" | "user:write" | "token:write" | "source:read" | "source:write" | "event:read" | "finding:read" | "finding:triage" | "rule:read" | "incident:read" | "incident:write" | "plan:write" | "agreement:read" | "agreement:write" | "obligation:read" | "notice:read" | "notice:write" | "notice:approve" | "activity:read" | "setting:write" | "metrics:read")[];
                    expiresAt?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        permissions: string[];
                        expiresAt: string | null;
                        lastUsedAt: string | null;
                        /** Format: date-time */
                        createdAt: string;
                        token: string;
                    };
                };
            };
        };
    };
    "token.delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "company.list": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                q?: string;
                kind?: "provider" | "customer";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            kind: "provider" | "customer";
                            name: string;
                            slug: string;
                            locale: string;
                            retentionDays: number | null;
                            /** @enum {string} */
                            status: "active" | "off_boarding" | "erased";
                            /** Format: date-time */
                            createdAt: string;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    "company.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    slug: string;
                    /** @default null */
                    retentionDays?: number | null;
                    /** @default en */
                    locale?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        kind: "provider" | "customer";
                        name: string;
                        slug: string;
                        locale: string;
                        retentionDays: number | null;
                        /** @enum {string} */
                        status: "active" | "off_boarding" | "erased";
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
        };
    };
    "company.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        kind: "provider" | "customer";
                        name: string;
                        slug: string;
                        locale: string;
                        retentionDays: number | null;
                        /** @enum {string} */
                        status: "active" | "off_boarding" | "erased";
                        /** Format: date-time */
                        createdAt: string;
                        counts: {
                            users: number;
                            sources: number;
                            openIncidents: number;
                            openFindings: number;
                        };
                    };
                };
            };
        };
    };
    "company.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    slug?: string;
                    retentionDays?: number | null;
                    locale?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        kind: "provider" | "customer";
                        name: string;
                        slug: string;
                        locale: string;
                        retentionDays: number | null;
                        /** @enum {string} */
                        status: "active" | "off_boarding" | "erased";
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
        };
    };
    "project.list": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            companyId: string;
                            name: string;
                            slug: string;
                            /** Format: date-time */
                            createdAt: string;
                        }[];
                    };
                };
            };
        };
    };
    "project.create": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    slug: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        companyId: string;
                        name: string;
                        slug: string;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
        };
    };
    "project.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    slug?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        companyId: string;
                        name: string;
                        slug: string;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
        };
    };
    "contact.list": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            companyId: string;
                            name: string;
                            email: string;
                            categories: string[];
                            locale: string;
                            disabled: boolean;
                            /** Format: date-time */
                            createdAt: string;
                        }[];
                    };
                };
            };
        };
    };
    "contact.create": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    email: string;
                    categories?: ("security" | "legal" | "operations")[];
                    /** @default en */
                    locale?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        companyId: string;
                        name: string;
                        email: string;
                        categories: string[];
                        locale: string;
                        disabled: boolean;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
        };
    };
    "contact.delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    "contact.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    email?: string;
                    categories?: ("security" | "legal" | "operations")[];
                    locale?: string;
                    disabled?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        companyId: string;
                        name: string;
                        email: string;
                        categories: string[];
                        locale: string;
                        disabled: boolean;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
        };
    };
    "company.off_boarding": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        companyId: string;
                        /** @enum {string} */
                        status: "active" | "off_boarding" | "erased";
                        steps: {
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            step: "export" | "erase";
                            /** @enum {string} */
                            state: "queued" | "running" | "done" | "failed";
                            requestedByName: string;
                            /** Format: date-time */
                            requestedAt: string;
                            finishedAt: string | null;
                            detail: {
                                [key: string]: unknown;
                            };
                        }[];
                    };
                };
            };
        };
    };
    "company.off_board": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    step: "export" | "erase" | "cancel";
                    confirm: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        companyId: string;
                        /** @enum {string} */
                        status: "active" | "off_boarding" | "erased";
                        steps: {
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            step: "export" | "erase";
                            /** @enum {string} */
                            state: "queued" | "running" | "done" | "failed";
                            requestedByName: string;
                            /** Format: date-time */
                            requestedAt: string;
                            finishedAt: string | null;
                            detail: {
                                [key: string]: unknown;
                            };
                        }[];
                        jobId: string | null;
                    };
                };
            };
        };
    };
    "activity.list": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                from?: string;
                to?: string;
                principal?: string;
                eventName?: string;
                resource?: string;
                outcome?: "success" | "denied" | "failed";
                readOnly?: string;
                companyId?: string;
                sourceIp?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            /** Format: date-time */
                            at: string;
                            principal: {
                                /** @enum {string} */
                                kind: "user" | "token" | "system" | "anonymous";
                                id: string | null;
                                name: string;
                            };
                            eventName: string;
                            eventSource: string;
                            readOnly: boolean;
                            /** @enum {string} */
                            outcome: "success" | "denied" | "failed";
                            errorCode: string | null;
                            sourceIp: string;
                            userAgent: string;
                            resources: {
                                type: string;
                                id: string;
                            }[];
                            companyId: string | null;
                            requestId: string;
                            detail: {
                                [key: string]: unknown;
                            };
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    "activity.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: date-time */
                        at: string;
                        principal: {
                            /** @enum {string} */
                            kind: "user" | "token" | "system" | "anonymous";
                            id: string | null;
                            name: string;
                        };
                        eventName: string;
                        eventSource: string;
                        readOnly: boolean;
                        /** @enum {string} */
                        outcome: "success" | "denied" | "failed";
                        errorCode: string | null;
                        sourceIp: string;
                        userAgent: string;
                        resources: {
                            type: string;
                            id: string;
                        }[];
                        companyId: string | null;
                        requestId: string;
                        detail: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    "activity.list_counts": {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                companyId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            companyId: string;
                            operation: string;
                            /** Format: date-time */
                            at: string;
                            count: number;
                        }[];
                    };
                };
            };
        };
    };
    "source.list": {
        parameters: {
            query?: {
                companyId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            companyId: string;
                            projectId: string | null;
                            name: string;
                            /** @enum {string} */
                            kind: "http" | "syslog";
                            addresses: string[];
                            certificateFingerprint: string | null;
                            disabled: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            companyName: string;
                            lastEventAt: string | null;
                            eventCount24h: number;
                        }[];
                    };
                };
            };
        };
    };
    "source.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    companyId: string;
                    /** @default null */
                    projectId?: string | null;
                    name: string;
                    /** @enum {string} */
                    kind: "http" | "syslog";
                    /** @default [] */
                    addresses?: string[];
                    /** @default null */
                    certificateFingerprint?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        source: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            companyId: string;
                            projectId: string | null;
                            name: string;
                            /** @enum {string} */
                            kind: "http" | "syslog";
                            addresses: string[];
                            certificateFingerprint: string | null;
                            disabled: boolean;
                            /** Format: date-time */
                            createdAt: string;
                        };
                        token: string;
                    };
                };
            };
        };
    };
    "source.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    addresses?: string[];
                    certificateFingerprint?: string | null;
                    disabled?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        companyId: string;
                        projectId: string | null;
                        name: string;
                        /** @enum {string} */
                        kind: "http" | "syslog";
                        addresses: string[];
                        certificateFingerprint: string | null;
                        disabled: boolean;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
        };
    };
    "source.rotate_token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        source: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            companyId: string;
                            projectId: string | null;
                            name: string;
                            /** @enum {string} */
                            kind: "http" | "syslog";
                            addresses: string[];
                            certificateFingerprint: string | null;
                            disabled: boolean;
                            /** Format: date-time */
                            createdAt: string;
                        };
                        token: string;
                    };
                };
            };
        };
    };
    "event.search": {
        parameters: {
            query?: {
                from?: unknown;
                to?: unknown;
                q?: string;
                companyId?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            /** Format: date-time */
                            time: string;
                            /** Format: date-time */
                            receivedAt: string;
                            /** Format: uuid */
                            companyId: string;
                            projectId: string | null;
                            /** Format: uuid */
                            sourceId: string;
                            classUid: number;
                            className: string;
                            activity: string;
                            severity: string;
                            status: string;
                            repeated: number;
                            message: string;
                            host: string;
                            userName: string;
                            srcIp: string | null;
                            dstIp: string | null;
                            processName: string;
                            apiOperation: string;
                            product: string;
                            category: string;
                            service: string;
                            parser: string;
                            peer: string;
                            unparsedReason: string | null;
                        }[];
                        nextCursor: string | null;
                        searched: {
                            ms: number;
                        };
                    };
                };
            };
        };
    };
    "event.histogram": {
        parameters: {
            query?: {
                from?: unknown;
                to?: unknown;
                q?: string;
                companyId?: string;
                buckets?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        from: string;
                        /** Format: date-time */
                        to: string;
                        bucketMs: number;
                        buckets: {
                            /** Format: date-time */
                            at: string;
                            count: number;
                        }[];
                        total: number;
                    };
                };
            };
        };
    };
    "event.field_values": {
        parameters: {
            query: {
                from?: unknown;
                to?: unknown;
                q?: string;
                companyId?: string;
                field: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        field: string;
                        values: {
                            value: string;
                            count: number;
                        }[];
                    };
                };
            };
        };
    };
    "event.query_fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            name: string;
                            type: string;
                            description: string;
                            values: string[];
                        }[];
                    };
                };
            };
        };
    };
    "event.get": {
        parameters: {
            query?: {
                companyId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: date-time */
                        time: string;
                        /** Format: date-time */
                        receivedAt: string;
                        /** Format: uuid */
                        companyId: string;
                        projectId: string | null;
                        /** Format: uuid */
                        sourceId: string;
                        classUid: number;
                        className: string;
                        activity: string;
                        severity: string;
                        status: string;
                        repeated: number;
                        message: string;
                        host: string;
                        userName: string;
                        srcIp: string | null;
                        dstIp: string | null;
                        processName: string;
                        apiOperation: string;
                        product: string;
                        category: string;
                        service: string;
                        parser: string;
                        peer: string;
                        unparsedReason: string | null;
                        commandLine: string;
                        ocsf: {
                            [key: string]: unknown;
                        } | null;
                        raw: string;
                    };
                };
            };
        };
    };
    "intake.status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        received: number;
                        stored: number;
                        evaluated: number;
                        unparsed: {
                            [key: string]: number;
                        };
                        rejected: {
                            [key: string]: number;
                        };
                        spool: {
                            bytes: number;
                            quotaBytes: number;
                            waitingBytes: number;
                            failures: number;
                        };
                        listeners: {
                            transport: string;
                            address: string;
                            port: number;
                        }[];
                    };
                };
            };
        };
    };
    "finding.list": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: string[] | string;
                severity?: string[] | string;
                companyId?: string;
                ruleId?: string;
                incidentId?: string;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            number: string;
                            title: string;
                            /** @enum {string} */
                            severity: "informational" | "low" | "medium" | "high" | "critical";
                            /** @enum {string} */
                            status: "new" | "triaged" | "dismissed" | "closed";
                            /** Format: uuid */
                            companyId: string;
                            companyName: string;
                            rule: {
                                id: string;
                                title: string;
                                author: string;
                            };
                            entity: {
                                type: string;
                                value: string;
                            };
                            matchCount: number;
                            /** Format: date-time */
                            firstMatchAt: string;
                            /** Format: date-time */
                            lastMatchAt: string;
                            incidentId: string | null;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    "finding.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        number: string;
                        title: string;
                        /** @enum {string} */
                        severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        status: "new" | "triaged" | "dismissed" | "closed";
                        /** Format: uuid */
                        companyId: string;
                        companyName: string;
                        rule: {
                            id: string;
                            title: string;
                            author: string;
                        };
                        entity: {
                            type: string;
                            value: string;
                        };
                        matchCount: number;
                        /** Format: date-time */
                        firstMatchAt: string;
                        /** Format: date-time */
                        lastMatchAt: string;
                        incidentId: string | null;
                        description: string;
                        dismissedReason: string | null;
                        falsePositives: string[];
                        references: string[];
                        tags: string[];
                        recommendedMeasures: string[];
                        evidence: {
                            /** Format: uuid */
                            eventId: string;
                            /** Format: date-time */
                            time: string;
                            message: string;
                        }[];
                        receipt: {
                            ruleHash: string;
                            engineVersion: string;
                        };
                    };
                };
            };
        };
    };
    "rule.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            title: string;
                            /** @enum {string} */
                            level: "informational" | "low" | "medium" | "high" | "critical";
                            status: string | null;
                            author: string;
                            /** @enum {string} */
                            kind: "rule" | "correlation";
                            logSource: {
                                product: string | null;
                                category: string | null;
                                service: string | null;
                            } | null;
                            tags: string[];
                            matches24h: number;
                            file: string;
                        }[];
                        refused: {
                            file: string;
                            line: number;
                            /** @enum {string} */
                            code: "action_unsupported" | "cidr_malformed" | "condition_aggregation" | "condition_missing" | "condition_syntax" | "condition_unknown_identifier" | "correlation_condition" | "correlation_cycle" | "correlation_invalid" | "correlation_rules" | "correlation_timespan" | "correlation_type" | "correlation_unknown_rule" | "detection_invalid" | "detection_missing" | "document_invalid" | "document_limit" | "duplicate_id" | "field_invalid" | "file_too_large" | "file_unreadable" | "filter_invalid" | "level_unknown" | "logsource_invalid" | "logsource_missing" | "modifier_misplaced" | "modifier_unknown" | "modifier_value" | "placeholder_unset" | "regex_unsupported" | "rule_too_large" | "taxonomy_unsupported" | "title_missing" | "value_empty" | "value_type" | "yaml_aliases" | "yaml_syntax";
                            reason: string;
                        }[];
                    };
                };
            };
        };
    };
    "rule.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        title: string;
                        /** @enum {string} */
                        level: "informational" | "low" | "medium" | "high" | "critical";
                        status: string | null;
                        author: string;
                        /** @enum {string} */
                        kind: "rule" | "correlation";
                        logSource: {
                            product: string | null;
                            category: string | null;
                            service: string | null;
                        } | null;
                        tags: string[];
                        matches24h: number;
                        file: string;
                        description: string;
                        references: string[];
                        falsePositives: string[];
                        yaml: string;
                        hash: string;
                    };
                };
            };
        };
    };
    "incident.list": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: string;
                severity?: string;
                companyId?: string;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            number: string;
                            title: string;
                            /** @enum {string} */
                            severity: "informational" | "low" | "medium" | "high" | "critical";
                            /** @enum {string} */
                            status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                            companies: {
                                id: string;
                                name: string;
                                /** @enum {string} */
                                state: "suspected" | "confirmed" | "cleared";
                                confirmed: boolean;
                                /** Format: date-time */
                                affectedAt: string;
                            }[];
                            /** Format: date-time */
                            openedAt: string;
                            endedAt: string | null;
                            assignee: {
                                id: string;
                                name: string;
                            } | null;
                            nextDueAt: string | null;
                            findingCount: number;
                            summary: string | null;
                            cancelReason: ("false_positive" | "duplicate") | null;
                            duplicateOf: string | null;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    "incident.open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title: string;
                    /** @enum {string} */
                    severity: "informational" | "low" | "medium" | "high" | "critical";
                    /** @default null */
                    summary?: string | null;
                    companyIds?: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        number: string;
                        title: string;
                        /** @enum {string} */
                        severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        companies: {
                            id: string;
                            name: string;
                            /** @enum {string} */
                            state: "suspected" | "confirmed" | "cleared";
                            confirmed: boolean;
                            /** Format: date-time */
                            affectedAt: string;
                        }[];
                        /** Format: date-time */
                        openedAt: string;
                        endedAt: string | null;
                        assignee: {
                            id: string;
                            name: string;
                        } | null;
                        nextDueAt: string | null;
                        findingCount: number;
                        summary: string | null;
                        cancelReason: ("false_positive" | "duplicate") | null;
                        duplicateOf: string | null;
                    };
                };
            };
        };
    };
    "incident.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        incident: {
                            id: string;
                            number: string;
                            title: string;
                            /** @enum {string} */
                            severity: "informational" | "low" | "medium" | "high" | "critical";
                            /** @enum {string} */
                            status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                            companies: {
                                id: string;
                                name: string;
                                /** @enum {string} */
                                state: "suspected" | "confirmed" | "cleared";
                                confirmed: boolean;
                                /** Format: date-time */
                                affectedAt: string;
                            }[];
                            /** Format: date-time */
                            openedAt: string;
                            endedAt: string | null;
                            assignee: {
                                id: string;
                                name: string;
                            } | null;
                            nextDueAt: string | null;
                            findingCount: number;
                            summary: string | null;
                            cancelReason: ("false_positive" | "duplicate") | null;
                            duplicateOf: string | null;
                        };
                        findings: {
                            id: string;
                            number: string;
                            title: string;
                            /** @enum {string} */
                            severity: "informational" | "low" | "medium" | "high" | "critical";
                            /** @enum {string} */
                            status: "new" | "triaged" | "dismissed" | "closed";
                            companyId: string;
                            companyName: string;
                            rule: {
                                id: string;
                                title: string;
                                author: string;
                            };
                            entity: {
                                type: string;
                                value: string;
                            };
                            matchCount: number;
                            /** Format: date-time */
                            firstMatchAt: string;
                            /** Format: date-time */
                            lastMatchAt: string;
                            incidentId: string | null;
                        }[];
                        timeline: {
                            id: string;
                            /** Format: date-time */
                            at: string;
                            /** @enum {string} */
                            kind: "opened" | "status" | "severity" | "title" | "summary" | "assignee" | "company_affected" | "company_confirmed" | "company_cleared" | "finding" | "note" | "plan" | "step" | "obligation" | "notice" | "measure";
                            actor: {
                                id: string | null;
                                name: string;
                            } | null;
                            text: string;
                            /** @enum {string} */
                            visibility: "internal" | "customer";
                            companyId: string | null;
                            data: {
                                [key: string]: unknown;
                            };
                        }[];
                    };
                };
            };
        };
    };
    "incident.edit": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title?: string;
                    /** @enum {string} */
                    severity?: "informational" | "low" | "medium" | "high" | "critical";
                    summary?: string | null;
                    assigneeId?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        number: string;
                        title: string;
                        /** @enum {string} */
                        severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        companies: {
                            id: string;
                            name: string;
                            /** @enum {string} */
                            state: "suspected" | "confirmed" | "cleared";
                            confirmed: boolean;
                            /** Format: date-time */
                            affectedAt: string;
                        }[];
                        /** Format: date-time */
                        openedAt: string;
                        endedAt: string | null;
                        assignee: {
                            id: string;
                            name: string;
                        } | null;
                        nextDueAt: string | null;
                        findingCount: number;
                        summary: string | null;
                        cancelReason: ("false_positive" | "duplicate") | null;
                        duplicateOf: string | null;
                    };
                };
            };
        };
    };
    "incident.transition": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    to: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                    reason?: string;
                    /** Format: uuid */
                    duplicateOf?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        number: string;
                        title: string;
                        /** @enum {string} */
                        severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        companies: {
                            id: string;
                            name: string;
                            /** @enum {string} */
                            state: "suspected" | "confirmed" | "cleared";
                            confirmed: boolean;
                            /** Format: date-time */
                            affectedAt: string;
                        }[];
                        /** Format: date-time */
                        openedAt: string;
                        endedAt: string | null;
                        assignee: {
                            id: string;
                            name: string;
                        } | null;
                        nextDueAt: string | null;
                        findingCount: number;
                        summary: string | null;
                        cancelReason: ("false_positive" | "duplicate") | null;
                        duplicateOf: string | null;
                    };
                };
            };
        };
    };
    "incident.note": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                    /**
                     * @default internal
                     * @enum {string}
                     */
                    visibility?: "internal" | "customer";
                    /** Format: uuid */
                    companyId?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        number: string;
                        title: string;
                        /** @enum {string} */
                        severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        companies: {
                            id: string;
                            name: string;
                            /** @enum {string} */
                            state: "suspected" | "confirmed" | "cleared";
                            confirmed: boolean;
                            /** Format: date-time */
                            affectedAt: string;
                        }[];
                        /** Format: date-time */
                        openedAt: string;
                        endedAt: string | null;
                        assignee: {
                            id: string;
                            name: string;
                        } | null;
                        nextDueAt: string | null;
                        findingCount: number;
                        summary: string | null;
                        cancelReason: ("false_positive" | "duplicate") | null;
                        duplicateOf: string | null;
                    };
                };
            };
        };
    };
    "incident.affect_company": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    companyId: string;
                    confirmed: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        number: string;
                        title: string;
                        /** @enum {string} */
                        severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        companies: {
                            id: string;
                            name: string;
                            /** @enum {string} */
                            state: "suspected" | "confirmed" | "cleared";
                            confirmed: boolean;
                            /** Format: date-time */
                            affectedAt: string;
                        }[];
                        /** Format: date-time */
                        openedAt: string;
                        endedAt: string | null;
                        assignee: {
                            id: string;
                            name: string;
                        } | null;
                        nextDueAt: string | null;
                        findingCount: number;
                        summary: string | null;
                        cancelReason: ("false_positive" | "duplicate") | null;
                        duplicateOf: string | null;
                    };
                };
            };
        };
    };
    "incident.clear_company": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                companyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        number: string;
                        title: string;
                        /** @enum {string} */
                        severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        companies: {
                            id: string;
                            name: string;
                            /** @enum {string} */
                            state: "suspected" | "confirmed" | "cleared";
                            confirmed: boolean;
                            /** Format: date-time */
                            affectedAt: string;
                        }[];
                        /** Format: date-time */
                        openedAt: string;
                        endedAt: string | null;
                        assignee: {
                            id: string;
                            name: string;
                        } | null;
                        nextDueAt: string | null;
                        findingCount: number;
                        summary: string | null;
                        cancelReason: ("false_positive" | "duplicate") | null;
                        duplicateOf: string | null;
                    };
                };
            };
        };
    };
    "finding.triage": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    decision: "incident";
                    /** @enum {string} */
                    severity?: "informational" | "low" | "medium" | "high" | "critical";
                } | {
                    /** @enum {string} */
                    decision: "attach";
                    /** Format: uuid */
                    incidentId: string;
                } | {
                    /** @enum {string} */
                    decision: "dismiss";
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        findingId: string;
                        incidentId: string | null;
                    };
                };
            };
        };
    };
    "playbook.list": {
        parameters: {
            query?: {
                locale?: "en" | "ru";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            name: string;
                            version: number;
                            description: string;
                            tags: string[];
                            fallback: boolean;
                            steps: {
                                key: string;
                                name: string;
                                owner: string;
                                dueMinutes: number | null;
                            }[];
                        }[];
                        nextCursor: string | null;
                        refused: {
                            file: string;
                            code: string;
                            reason: string;
                        }[];
                    };
                };
            };
        };
    };
    "plan.get": {
        parameters: {
            query?: {
                locale?: "en" | "ru";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        plan: {
                            id: string;
                            playbook: {
                                id: string;
                                name: string;
                                version: number;
                            };
                            /** Format: date-time */
                            attachedAt: string;
                            steps: {
                                id: string;
                                name: string;
                                description: string;
                                owner: string;
                                /** @enum {string} */
                                status: "open" | "in_progress" | "done" | "skipped";
                                dueAt: string | null;
                                doneAt: string | null;
                                doneBy: {
                                    id: string | null;
                                    name: string;
                                } | null;
                                note: string | null;
                            }[];
                        } | null;
                    };
                };
            };
        };
    };
    "plan.attach": {
        parameters: {
            query?: {
                locale?: "en" | "ru";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    playbookId: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        plan: {
                            id: string;
                            playbook: {
                                id: string;
                                name: string;
                                version: number;
                            };
                            /** Format: date-time */
                            attachedAt: string;
                            steps: {
                                id: string;
                                name: string;
                                description: string;
                                owner: string;
                                /** @enum {string} */
                                status: "open" | "in_progress" | "done" | "skipped";
                                dueAt: string | null;
                                doneAt: string | null;
                                doneBy: {
                                    id: string | null;
                                    name: string;
                                } | null;
                                note: string | null;
                            }[];
                        } | null;
                    };
                };
            };
        };
    };
    "plan.change_step": {
        parameters: {
            query?: {
                locale?: "en" | "ru";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    status: "open" | "in_progress" | "done" | "skipped";
                    note?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        plan: {
                            id: string;
                            playbook: {
                                id: string;
                                name: string;
                                version: number;
                            };
                            /** Format: date-time */
                            attachedAt: string;
                            steps: {
                                id: string;
                                name: string;
                                description: string;
                                owner: string;
                                /** @enum {string} */
                                status: "open" | "in_progress" | "done" | "skipped";
                                dueAt: string | null;
                                doneAt: string | null;
                                doneBy: {
                                    id: string | null;
                                    name: string;
                                } | null;
                                note: string | null;
                            }[];
                        } | null;
                    };
                };
            };
        };
    };
    "agreement.list": {
        parameters: {
            query?: {
                companyId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            companyId: string;
                            version: number;
                            title: string;
                            number: string;
                            effectiveFrom: string;
                            effectiveTo: string | null;
                            clauses: {
                                trigger: {
                                    /** @enum {string} */
                                    minSeverity: "informational" | "low" | "medium" | "high" | "critical";
                                };
                                /** @enum {string} */
                                startsAt: "company_affected";
                                durationHours: number;
                                /** @enum {string} */
                                channel: "email";
                                contactCategories: ("security" | "legal" | "operations")[];
                                /** @enum {string} */
                                language: "en" | "ru";
                                id: string;
                                text: string;
                            }[];
                            /** Format: date-time */
                            createdAt: string;
                            createdBy: string;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    "agreement.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title: string;
                    number: string;
                    effectiveFrom: string;
                    effectiveTo: (string) | null;
                    clauses: {
                        trigger: {
                            /** @enum {string} */
                            minSeverity: "informational" | "low" | "medium" | "high" | "critical";
                        };
                        /** @enum {string} */
                        startsAt: "company_affected";
                        durationHours: number;
                        /** @enum {string} */
                        channel: "email";
                        contactCategories: ("security" | "legal" | "operations")[];
                        /** @enum {string} */
                        language: "en" | "ru";
                        /** Format: uuid */
                        id?: string;
                    }[];
                    /** Format: uuid */
                    companyId: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        companyId: string;
                        version: number;
                        title: string;
                        number: string;
                        effectiveFrom: string;
                        effectiveTo: string | null;
                        clauses: {
                            trigger: {
                                /** @enum {string} */
                                minSeverity: "informational" | "low" | "medium" | "high" | "critical";
                            };
                            /** @enum {string} */
                            startsAt: "company_affected";
                            durationHours: number;
                            /** @enum {string} */
                            channel: "email";
                            contactCategories: ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            language: "en" | "ru";
                            id: string;
                            text: string;
                        }[];
                        /** Format: date-time */
                        createdAt: string;
                        createdBy: string;
                    };
                };
            };
        };
    };
    "agreement.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        companyId: string;
                        version: number;
                        title: string;
                        number: string;
                        effectiveFrom: string;
                        effectiveTo: string | null;
                        clauses: {
                            trigger: {
                                /** @enum {string} */
                                minSeverity: "informational" | "low" | "medium" | "high" | "critical";
                            };
                            /** @enum {string} */
                            startsAt: "company_affected";
                            durationHours: number;
                            /** @enum {string} */
                            channel: "email";
                            contactCategories: ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            language: "en" | "ru";
                            id: string;
                            text: string;
                        }[];
                        /** Format: date-time */
                        createdAt: string;
                        createdBy: string;
                    };
                };
            };
        };
    };
    "agreement.change": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title?: string;
                    number?: string;
                    effectiveFrom?: string;
                    effectiveTo?: (string) | null;
                    clauses?: {
                        trigger: {
                            /** @enum {string} */
                            minSeverity: "informational" | "low" | "medium" | "high" | "critical";
                        };
                        /** @enum {string} */
                        startsAt: "company_affected";
                        durationHours: number;
                        /** @enum {string} */
                        channel: "email";
                        contactCategories: ("security" | "legal" | "operations")[];
                        /** @enum {string} */
                        language: "en" | "ru";
                        /** Format: uuid */
                        id?: string;
                    }[];
                    version?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        companyId: string;
                        version: number;
                        title: string;
                        number: string;
                        effectiveFrom: string;
                        effectiveTo: string | null;
                        clauses: {
                            trigger: {
                                /** @enum {string} */
                                minSeverity: "informational" | "low" | "medium" | "high" | "critical";
                            };
                            /** @enum {string} */
                            startsAt: "company_affected";
                            durationHours: number;
                            /** @enum {string} */
                            channel: "email";
                            contactCategories: ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            language: "en" | "ru";
                            id: string;
                            text: string;
                        }[];
                        /** Format: date-time */
                        createdAt: string;
                        createdBy: string;
                    };
                };
            };
        };
    };
    "obligation.list": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: string;
                companyId?: string;
                due?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            incidentId: string;
                            incidentNumber: string;
                            companyId: string;
                            companyName: string;
                            agreementTitle: string;
                            clauseText: string;
                            /** Format: date-time */
                            startedAt: string;
                            /** Format: date-time */
                            dueAt: string;
                            /** @enum {string} */
                            status: "open" | "warned" | "breached" | "fulfilled" | "fulfilled_late" | "waived";
                            share: number;
                            warnedPercent: number[];
                            fulfilledAt: string | null;
                            breachedAt: string | null;
                            noticeId: string | null;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    "incident.obligations": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            incidentId: string;
                            incidentNumber: string;
                            companyId: string;
                            companyName: string;
                            agreementTitle: string;
                            clauseText: string;
                            /** Format: date-time */
                            startedAt: string;
                            /** Format: date-time */
                            dueAt: string;
                            /** @enum {string} */
                            status: "open" | "warned" | "breached" | "fulfilled" | "fulfilled_late" | "waived";
                            share: number;
                            warnedPercent: number[];
                            fulfilledAt: string | null;
                            breachedAt: string | null;
                            noticeId: string | null;
                        }[];
                    };
                };
            };
        };
    };
    "incident.notices": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            companyId: string;
                            companyName: string;
                            obligationId: string;
                            /** @enum {string} */
                            language: "en" | "ru";
                            /** @enum {string} */
                            status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "failed" | "rejected";
                            subject: string;
                            /** Format: date-time */
                            updatedAt: string;
                        }[];
                    };
                };
            };
        };
    };
    "notice_setting.get_contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        email: string | null;
                        phone: string | null;
                        hours: string | null;
                    };
                };
            };
        };
    };
    "notice_setting.set_contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    email: string | null;
                    phone: string | null;
                    hours: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        email: string | null;
                        phone: string | null;
                        hours: string | null;
                    };
                };
            };
        };
    };
    "notice.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        incidentId: string;
                        companyId: string;
                        companyName: string;
                        obligationId: string;
                        /** @enum {string} */
                        language: "en" | "ru";
                        /** @enum {string} */
                        status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "failed" | "rejected";
                        subject: string;
                        bodyText: string;
                        mailText: string;
                        bodyHtml: string;
                        recommendedMeasures: {
                            id: string;
                            text: string;
                            doneAt: string | null;
                        }[];
                        recipients: {
                            name: string;
                            email: string;
                            categories: ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            status: "pending" | "accepted" | "deferred" | "refused" | "unknown";
                            response: string | null;
                        }[];
                        missingCategories: ("security" | "legal" | "operations")[];
                        author: {
                            id: string;
                            name: string;
                        } | null;
                        approver: {
                            id: string;
                            name: string;
                        } | null;
                        approvedAt: string | null;
                        mayApprove: boolean;
                        rejectedReason: string | null;
                        trackingUrl: string | null;
                        /** Format: date-time */
                        trackingExpiresAt: string;
                        trackingRevokedAt: string | null;
                        messageId: string;
                        nextAttemptAt: string | null;
                        attempts: {
                            attempt: number;
                            /** Format: date-time */
                            at: string;
                            outcome: string;
                            response: string | null;
                        }[];
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
        };
    };
    "notice.edit": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    subject?: string;
                    bodyText?: string;
                    recommendedMeasures?: {
                        text: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        incidentId: string;
                        companyId: string;
                        companyName: string;
                        obligationId: string;
                        /** @enum {string} */
                        language: "en" | "ru";
                        /** @enum {string} */
                        status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "failed" | "rejected";
                        subject: string;
                        bodyText: string;
                        mailText: string;
                        bodyHtml: string;
                        recommendedMeasures: {
                            id: string;
                            text: string;
                            doneAt: string | null;
                        }[];
                        recipients: {
                            name: string;
                            email: string;
                            categories: ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            status: "pending" | "accepted" | "deferred" | "refused" | "unknown";
                            response: string | null;
                        }[];
                        missingCategories: ("security" | "legal" | "operations")[];
                        author: {
                            id: string;
                            name: string;
                        } | null;
                        approver: {
                            id: string;
                            name: string;
                        } | null;
                        approvedAt: string | null;
                        mayApprove: boolean;
                        rejectedReason: string | null;
                        trackingUrl: string | null;
                        /** Format: date-time */
                        trackingExpiresAt: string;
                        trackingRevokedAt: string | null;
                        messageId: string;
                        nextAttemptAt: string | null;
                        attempts: {
                            attempt: number;
                            /** Format: date-time */
                            at: string;
                            outcome: string;
                            response: string | null;
                        }[];
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
        };
    };
    "notice.reject": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        incidentId: string;
                        companyId: string;
                        companyName: string;
                        obligationId: string;
                        /** @enum {string} */
                        language: "en" | "ru";
                        /** @enum {string} */
                        status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "failed" | "rejected";
                        subject: string;
                        bodyText: string;
                        mailText: string;
                        bodyHtml: string;
                        recommendedMeasures: {
                            id: string;
                            text: string;
                            doneAt: string | null;
                        }[];
                        recipients: {
                            name: string;
                            email: string;
                            categories: ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            status: "pending" | "accepted" | "deferred" | "refused" | "unknown";
                            response: string | null;
                        }[];
                        missingCategories: ("security" | "legal" | "operations")[];
                        author: {
                            id: string;
                            name: string;
                        } | null;
                        approver: {
                            id: string;
                            name: string;
                        } | null;
                        approvedAt: string | null;
                        mayApprove: boolean;
                        rejectedReason: string | null;
                        trackingUrl: string | null;
                        /** Format: date-time */
                        trackingExpiresAt: string;
                        trackingRevokedAt: string | null;
                        messageId: string;
                        nextAttemptAt: string | null;
                        attempts: {
                            attempt: number;
                            /** Format: date-time */
                            at: string;
                            outcome: string;
                            response: string | null;
                        }[];
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
        };
    };
    "notice.submit": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        incidentId: string;
                        companyId: string;
                        companyName: string;
                        obligationId: string;
                        /** @enum {string} */
                        language: "en" | "ru";
                        /** @enum {string} */
                        status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "failed" | "rejected";
                        subject: string;
                        bodyText: string;
                        mailText: string;
                        bodyHtml: string;
                        recommendedMeasures: {
                            id: string;
                            text: string;
                            doneAt: string | null;
                        }[];
                        recipients: {
                            name: string;
                            email: string;
                            categories: ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            status: "pending" | "accepted" | "deferred" | "refused" | "unknown";
                            response: string | null;
                        }[];
                        missingCategories: ("security" | "legal" | "operations")[];
                        author: {
                            id: string;
                            name: string;
                        } | null;
                        approver: {
                            id: string;
                            name: string;
                        } | null;
                        approvedAt: string | null;
                        mayApprove: boolean;
                        rejectedReason: string | null;
                        trackingUrl: string | null;
                        /** Format: date-time */
                        trackingExpiresAt: string;
                        trackingRevokedAt: string | null;
                        messageId: string;
                        nextAttemptAt: string | null;
                        attempts: {
                            attempt: number;
                            /** Format: date-time */
                            at: string;
                            outcome: string;
                            response: string | null;
                        }[];
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
        };
    };
    "notice.approve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        incidentId: string;
                        companyId: string;
                        companyName: string;
                        obligationId: string;
                        /** @enum {string} */
                        language: "en" | "ru";
                        /** @enum {string} */
                        status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "failed" | "rejected";
                        subject: string;
                        bodyText: string;
                        mailText: string;
                        bodyHtml: string;
                        recommendedMeasures: {
                            id: string;
                            text: string;
                            doneAt: string | null;
                        }[];
                        recipients: {
                            name: string;
                            email: string;
                            categories: ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            status: "pending" | "accepted" | "deferred" | "refused" | "unknown";
                            response: string | null;
                        }[];
                        missingCategories: ("security" | "legal" | "operations")[];
                        author: {
                            id: string;
                            name: string;
                        } | null;
                        approver: {
                            id: string;
                            name: string;
                        } | null;
                        approvedAt: string | null;
                        mayApprove: boolean;
                        rejectedReason: string | null;
                        trackingUrl: string | null;
                        /** Format: date-time */
                        trackingExpiresAt: string;
                        trackingRevokedAt: string | null;
                        messageId: string;
                        nextAttemptAt: string | null;
                        attempts: {
                            attempt: number;
                            /** Format: date-time */
                            at: string;
                            outcome: string;
                            response: string | null;
                        }[];
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
        };
    };
    "notice.resend": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        incidentId: string;
                        companyId: string;
                        companyName: string;
                        obligationId: string;
                        /** @enum {string} */
                        language: "en" | "ru";
                        /** @enum {string} */
                        status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "failed" | "rejected";
                        subject: string;
                        bodyText: string;
                        mailText: string;
                        bodyHtml: string;
                        recommendedMeasures: {
                            id: string;
                            text: string;
                            doneAt: string | null;
                        }[];
                        recipients: {
                            name: string;
                            email: string;
                            categories: ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            status: "pending" | "accepted" | "deferred" | "refused" | "unknown";
                            response: string | null;
                        }[];
                        missingCategories: ("security" | "legal" | "operations")[];
                        author: {
                            id: string;
                            name: string;
                        } | null;
                        approver: {
                            id: string;
                            name: string;
                        } | null;
                        approvedAt: string | null;
                        mayApprove: boolean;
                        rejectedReason: string | null;
                        trackingUrl: string | null;
                        /** Format: date-time */
                        trackingExpiresAt: string;
                        trackingRevokedAt: string | null;
                        messageId: string;
                        nextAttemptAt: string | null;
                        attempts: {
                            attempt: number;
                            /** Format: date-time */
                            at: string;
                            outcome: string;
                            response: string | null;
                        }[];
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
        };
    };
    "notice.revoke_tracking": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        incidentId: string;
                        companyId: string;
                        companyName: string;
                        obligationId: string;
                        /** @enum {string} */
                        language: "en" | "ru";
                        /** @enum {string} */
                        status: "draft" | "awaiting_approval" | "approved" | "sending" | "accepted" | "unknown" | "failed" | "rejected";
                        subject: string;
                        bodyText: string;
                        mailText: string;
                        bodyHtml: string;
                        recommendedMeasures: {
                            id: string;
                            text: string;
                            doneAt: string | null;
                        }[];
                        recipients: {
                            name: string;
                            email: string;
                            categories: ("security" | "legal" | "operations")[];
                            /** @enum {string} */
                            status: "pending" | "accepted" | "deferred" | "refused" | "unknown";
                            response: string | null;
                        }[];
                        missingCategories: ("security" | "legal" | "operations")[];
                        author: {
                            id: string;
                            name: string;
                        } | null;
                        approver: {
                            id: string;
                            name: string;
                        } | null;
                        approvedAt: string | null;
                        mayApprove: boolean;
                        rejectedReason: string | null;
                        trackingUrl: string | null;
                        /** Format: date-time */
                        trackingExpiresAt: string;
                        trackingRevokedAt: string | null;
                        messageId: string;
                        nextAttemptAt: string | null;
                        attempts: {
                            attempt: number;
                            /** Format: date-time */
                            at: string;
                            outcome: string;
                            response: string | null;
                        }[];
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
        };
    };
    "tracking.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        incidentNumber: string;
                        title: string;
                        companyName: string;
                        /** @enum {string} */
                        status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        /** @enum {string} */
                        severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        language: "en" | "ru";
                        noticeAt: string | null;
                        updates: {
                            /** Format: date-time */
                            at: string;
                            text: string;
                        }[];
                        recommendedMeasures: {
                            id: string;
                            text: string;
                            done: boolean;
                        }[];
                        contact: {
                            name: string;
                            email: string | null;
                            phone: string | null;
                            hours: string | null;
                        };
                    };
                };
            };
        };
    };
    "tracking.tick_measure": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    done: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        incidentNumber: string;
                        title: string;
                        companyName: string;
                        /** @enum {string} */
                        status: "new" | "triaged" | "investigating" | "contained" | "eradicated" | "recovered" | "closed" | "cancelled";
                        /** @enum {string} */
                        severity: "informational" | "low" | "medium" | "high" | "critical";
                        /** @enum {string} */
                        language: "en" | "ru";
                        noticeAt: string | null;
                        updates: {
                            /** Format: date-time */
                            at: string;
                            text: string;
                        }[];
                        recommendedMeasures: {
                            id: string;
                            text: string;
                            done: boolean;
                        }[];
                        contact: {
                            name: string;
                            email: string | null;
                            phone: string | null;
                            hours: string | null;
                        };
                    };
                };
            };
        };
    };
    "overview.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        obligationsDue: {
                            id: string;
                            incidentId: string;
                            incidentNumber: string;
                            companyId: string;
                            companyName: string;
                            agreementTitle: string;
                            clauseText: string;
                            /** Format: date-time */
                            startedAt: string;
                            /** Format: date-time */
                            dueAt: string;
                            /** @enum {string} */
                            status: "open" | "warned" | "breached" | "fulfilled" | "fulfilled_late" | "waived";
                            share: number;
                            warnedPercent: number[];
                            fulfilledAt: string | null;
                            breachedAt: string | null;
                            noticeId: string | null;
                        }[];
                        incidentsOpen: {
                            bySeverity: {
                                [key: string]: number;
                            };
                        };
                        findingsNew: {
                            bySeverity: {
                                [key: string]: number;
                            };
                        };
                        events: {
                            last24h: {
                                /** Format: date-time */
                                at: string;
                                count: number;
                            }[];
                            total: number;
                        };
                        sources: {
                            total: number;
                            silent: number;
                        };
                        intake: {
                            received: number;
                            evaluated: number;
                            unparsed: number;
                        };
                    };
                };
            };
        };
    };
}
