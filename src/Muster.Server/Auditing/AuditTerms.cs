using System.Globalization;
using System.Text;
using Muster.Server.Ui;

namespace Muster.Server.Auditing;

/// <summary>The words of the audit log, which are kept in English for programs, in the language of the reader.</summary>
internal static class AuditTerms
{
    /// <summary>Actions that are written down, with their words.</summary>
    private static readonly SortedDictionary<string, Func<Texts, string>> Known = new(StringComparer.Ordinal)
    {
        ["account.added"] = T => T["Account added"],
        ["account.confirmed"] = T => T["Confirmed who they are"],
        ["account.connectionRoleChanged"] = T => T["Account connection role changed"],
        ["account.disabled"] = T => T["Account disabled"],
        ["account.enabled"] = T => T["Account enabled"],
        ["account.entraLinked"] = T => T["Account linked to Entra"],
        ["account.firstOwner"] = T => T["First owner made"],
        ["account.passkeyAdded"] = T => T["Account passkey added"],
        ["account.passkeyRemoved"] = T => T["Account passkey removed"],
        ["account.passkeyRenamed"] = T => T["Account passkey renamed"],
        ["account.passwordChanged"] = T => T["Account password changed"],
        ["account.passwordChosen"] = T => T["Account password chosen"],
        ["account.passwordReset"] = T => T["Account password reset"],
        ["account.platformUserChanged"] = T => T["Person of an account changed"],
        ["account.roleChanged"] = T => T["Account role changed"],
        ["account.secondStepOff"] = T => T["Second step of sign-in switched off"],
        ["account.secondStepOn"] = T => T["Second step of sign-in switched on"],
        ["account.signedIn"] = T => T["Signed in"],
        ["account.signedOut"] = T => T["Signed out"],
        ["assignment.changed"] = T => T["Problem assigned"],
        ["audit.exported"] = T => T["Audit exported"],
        ["audit.repaired"] = T => T["What is derived from the history repaired"],
        ["connection.added"] = T => T["Connection added"],
        ["connection.certificateTrusted"] = T => T["Connection certificate trusted"],
        ["connection.consentAnswered"] = T => T["Consent answered"],
        ["connection.credentialReplaced"] = T => T["Connection credential replaced"],
        ["connection.importRule"] = T => T["Import rule changed"],
        ["connection.removed"] = T => T["Connection removed"],
        ["connection.updated"] = T => T["Connection updated"],
        ["emergency.closed"] = T => T["Emergency access closed"],
        ["emergency.made"] = T => T["Emergency codes made"],
        ["emergency.opened"] = T => T["Emergency access opened"],
        ["emergency.removed"] = T => T["Emergency account removed"],
        ["exception.began"] = T => T["Exception began"],
        ["exception.ended"] = T => T["Exception ended"],
        ["exception.extended"] = T => T["Exception extended"],
        ["exceptions.changed"] = T => T["Exceptions changed"],
        ["group.configured"] = T => T["Group configured"],
        ["group.created"] = T => T["Group created"],
        ["group.described"] = T => T["Group described"],
        ["group.linked"] = T => T["Group linked"],
        ["group.memberships"] = T => T["Memberships of a group changed"],
        ["group.nested"] = T => T["Group nested"],
        ["group.renamed"] = T => T["Group renamed"],
        ["group.retired"] = T => T["Group retired"],
        ["group.state"] = T => T["State of a group changed"],
        ["group.unlinked"] = T => T["Group unlinked"],
        ["group.unnested"] = T => T["Group unnested"],
        ["groups.changed"] = T => T["Groups changed"],
        ["groups.nested"] = T => T["Nesting of groups changed"],
        ["list.exportBegun"] = T => T["Export of a list begun"],
        ["list.exported"] = T => T["List exported"],
        ["notifications.disabled"] = T => T["Notifications disabled"],
        ["notifications.enabled"] = T => T["Notifications enabled"],
        ["notifications.forged"] = T => T["Forged change notifications refused"],
        ["plan.approvalAsked"] = T => T["Approval of a plan asked for"],
        ["plan.commented"] = T => T["Comment on a plan"],
        ["plan.discarded"] = T => T["Plan discarded"],
        ["plan.held"] = T => T["Plan held"],
        ["plan.made"] = T => T["Plan made"],
        ["problem.snoozed"] = T => T["Problem put aside"],
        ["problem.woken"] = T => T["Problem taken up again"],
        ["request.asked"] = T => T["Request asked"],
        ["request.lapsed"] = T => T["Request lapsed"],
        ["request.refused"] = T => T["Request refused"],
        ["request.reopened"] = T => T["Request waits again"],
        ["request.taken"] = T => T["Request taken"],
        ["request.withdrawn"] = T => T["Request withdrawn"],
        ["run.applied"] = T => T["Run applied"],
        ["run.ended"] = T => T["Run ended"],
        ["run.held"] = T => T["Run held"],
        ["run.rejected"] = T => T["Run rejected"],
        ["run.superseded"] = T => T["Run superseded"],
        ["database.backedUp"] = T => T["Backup made"],
        ["database.drilled"] = T => T["Backup tried"],
        ["database.foundOld"] = T => T["Older data noticed"],
        ["database.released"] = T => T["Restored data released"],
        ["database.restored"] = T => T["Data restored"],
        ["server.setUp"] = T => T["Server set up"],
        ["session.ended"] = T => T["Session ended"],
        ["settings.changed"] = T => T["Settings changed"],
        ["state.exported"] = T => T["State as of a time exported"],
        ["token.made"] = T => T["Token made"],
        ["token.revoked"] = T => T["Token revoked"],
        ["user.adopted"] = T => T["Person adopted"],
        ["user.keptApart"] = T => T["Person kept apart"],
        ["users.changed"] = T => T["People changed"],
        ["work.stopped"] = T => T["Work stopped"],
        ["workspace.created"] = T => T["Workspace made"],
        ["workspace.limited"] = T => T["Limits of the workspace set"],
        ["workspace.removed"] = T => T["Another workspace removed"],
        ["workspace.renamed"] = T => T["Workspace renamed"],
    };

    /// <summary>The actions that are known, each with its words, in the order of the words.</summary>
    public static IEnumerable<(string Action, string Words)> Actions(Texts T) =>
        Known
            .Select(known => (known.Key, Words: known.Value(T)))
            .OrderBy(known => known.Words, StringComparer.Create(T.Language, CompareOptions.None));

    /// <summary>Whether an action has words.</summary>
    public static bool IsKnown(string action) => Known.ContainsKey(action);

    /// <summary>What was done: <c>run.applied</c> is "Run applied". An action that is not known, of a newer Muster, is shown as the words it is made of.</summary>
    public static string Action(Texts T, string action) =>
        Known.TryGetValue(action, out var known) ? known(T)
        : Plain(action) is { Length: > 0 } words ? char.ToUpperInvariant(words[0]) + words[1..]
        : "";

    /// <summary>The action that is meant by its words in the language of the reader; what is no such words is the action itself, or the beginning of several (<c>run.*</c>).</summary>
    public static string? Named(Texts T, string? typed) =>
        typed is null
            ? null
            : Known.FirstOrDefault(known => string.Equals(known.Value(T), typed.Trim(), StringComparison.OrdinalIgnoreCase)).Key ?? typed;

    /// <summary>What a fact of an entry is called: <c>usersSuspended</c> is "people suspended".</summary>
    public static string Fact(Texts T, string name) =>
        name switch
        {
            "account" => T["account"],
            "added" => T["added"],
            "address" => T["address"],
            "after" => T["after"],
            "approver" => T["approver"],
            "approverAfter" => T["approver after"],
            "approverBefore" => T["approver before"],
            "at" => T["at"],
            "basedOn" => T["based on"],
            "before" => T["before"],
            "begunAt" => T["begun at"],
            "begunBy" => T["begun by"],
            "by" => T["by"],
            "cause" => T["cause"],
            "child" => T["child"],
            "client" => T["client"],
            "configuration" => T["configuration"],
            "connection" => T["connection"],
            "connectionKey" => T["key of the connection"],
            "connections" => T["connections"],
            "count" => T["count"],
            "decidedBy" => T["decided by"],
            "detail" => T["detail"],
            "directoryKey" => T["key of the directory"],
            "disagreements" => T["disagreements"],
            "evidence" => T["evidence"],
            "exception" => T["exception"],
            "exceptionsBegun" => T["exceptions begun"],
            "exceptionsEnded" => T["exceptions ended"],
            "exceptionsExtended" => T["exceptions extended"],
            "expiresAt" => T["expires at"],
            "filter" => T["filter"],
            "first" => T["first"],
            "format" => T["format"],
            "from" => T["from"],
            "graph" => T["graph"],
            "group" => T["group"],
            "groupsChanged" => T["groups changed"],
            "groupsCreated" => T["groups created"],
            "groupsLinked" => T["groups linked"],
            "groupsRenamed" => T["groups renamed"],
            "guards" => T["guards"],
            "head" => T["last entry"],
            "id" => T["id"],
            "importRule" => T["import rule"],
            "kind" => T["kind"],
            "last" => T["last"],
            "membersAdded" => T["members added"],
            "membersRemoved" => T["members removed"],
            "message" => T["message"],
            "mirror" => T["mirror"],
            "name" => T["name"],
            "objectId" => T["object id"],
            "outcome" => T["outcome"],
            "ownersAdded" => T["owners added"],
            "ownersRemoved" => T["owners removed"],
            "plan" => T["plan"],
            "planDigest" => T["digest of the plan"],
            "planId" => T["number of the plan"],
            "prefix" => T["prefix"],
            "problem" => T["problem"],
            "publicAddress" => T["public address"],
            "purpose" => T["purpose"],
            "reason" => T["reason"],
            "relation" => T["relation"],
            "removed" => T["removed"],
            "request" => T["request"],
            "result" => T["result"],
            "revision" => T["revision"],
            "role" => T["role"],
            "rows" => T["rows"],
            "run" => T["run"],
            "scope" => T["scope"],
            "secondFactorOff" => T["second step switched off"],
            "sessionsEnded" => T["sessions ended"],
            "sha256" => T["digest"],
            "state" => T["state"],
            "steps" => T["steps"],
            "tenant" => T["tenant"],
            "tenantId" => T["tenant"],
            "through" => T["through"],
            "timeZone" => T["time zone"],
            "to" => T["to"],
            "until" => T["until"],
            "user" => T["person"],
            "usersAdopted" => T["people adopted"],
            "usersCreated" => T["people created"],
            "usersKeptApart" => T["people kept apart"],
            "usersReactivated" => T["people reactivated"],
            "usersSuspended" => T["people suspended"],
            "usersUpdated" => T["people updated"],
            "version" => T["version"],
            "versions" => T["versions"],
            "whole" => T["whole"],
            "with" => T["by means of"],
            "work" => T["work"],
            _ => Plain(name),
        };

    private static string Plain(string term)
    {
        var words = new StringBuilder(term.Length + 8);
        foreach (var letter in term)
            if (letter is '.' or '-' or '_')
                words.Append(' ');
            else if (char.IsAsciiLetterUpper(letter))
                words.Append(' ').Append(char.ToLowerInvariant(letter));
            else
                words.Append(letter);
        return words.ToString();
    }
}
