using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Checking;

/// <summary>One step of the way from the directory to a user here.</summary>
/// <param name="Title">What was looked at.</param>
/// <param name="Kind">Meaning of the badge: <c>ok</c>, <c>hold</c>, <c>bad</c> or <c>idle</c>.</param>
/// <param name="Word">The result in a word.</param>
/// <param name="Sentence">The result in a sentence.</param>
/// <param name="Evidence">What it rests on, line by line.</param>
public sealed record CheckStep(string Title, string Kind, string Word, string Sentence, IReadOnlyList<string> Evidence);

/// <summary>Follows one person from the directory, as last read, to the user here.</summary>
internal sealed class PersonCheck(MusterInstance muster, Connection connection, Texts T)
{
    /// <summary>Directory accounts that a text means: by UPN, mail or object id.</summary>
    public Task<IReadOnlyList<DirectoryUser>> FindAsync(string text, CancellationToken cancellationToken) =>
        muster.Database.Mirror.FindUsersAsync(connection.Key, text, cancellationToken);

    /// <summary>The steps, in order.</summary>
    public async Task<IReadOnlyList<CheckStep>> TraceAsync(DirectoryUser account, CancellationToken cancellationToken)
    {
        var platform = muster.Database.Platform;
        var revision = await platform.RevisionAsync(cancellationToken);
        var user = (await platform.FindUsersAsync(account.Id.ToString(), revision, cancellationToken)).FirstOrDefault(row =>
            row.Id == account.Id
        );
        var verdict = await muster.Rules.WhyAsync(connection, account, cancellationToken);
        var wanted = verdict is not null && account.Enabled && (verdict.Covered || verdict.LinkedGroups.Count > 0);
        return
        [
            await ConnectAsync(cancellationToken),
            Read(account),
            Scope(verdict),
            Match(user),
            Expected(account, verdict, wanted),
            Actual(user),
            Difference(user, verdict, wanted),
        ];
    }

    private async Task<CheckStep> ConnectAsync(CancellationToken cancellationToken)
    {
        var runs = await muster.Database.Runs.ListAsync(new RunFilter { Connection = connection.Key, Limit = 20 }, cancellationToken);
        var read = runs.FirstOrDefault(run => run.Spending.Requests > 0);
        return read switch
        {
            null => new(T["Connect"], "idle", T["not known"], T["No run has read this directory yet."], []),
            { Outcome: RunOutcome.Incomplete } => new(
                T["Connect"],
                "bad",
                T["failing"],
                T["The last read could not be finished, so what follows is from before it."],
                [$"{T["Run {0}", read.Id]}: {read.Message}"]
            ),
            _ => new(
                T["Connect"],
                "ok",
                T["works"],
                T["Last read by run {0} on {1}.", read.Id, Words.Exact(read.StartedAt)],
                [T["Requests to the directory: {0}", Words.Number(read.Spending.Requests)]]
            ),
        };
    }

    private CheckStep Read(DirectoryUser account)
    {
        List<string> facts =
        [
            $"id: {account.Id}",
            .. UserProperty
                .All.Select(property => (property.Name, Value: property.Of(account.Facts)))
                .Where(fact => fact.Value is not null)
                .Select(fact => $"{fact.Name}: {fact.Value}"),
        ];
        return (account.Presence, account.Facts.AccountEnabled) switch
        {
            (not ObjectPresence.Present, _) => new(
                T["Read"],
                "bad",
                T["gone"],
                T["The directory does not have this account any more."],
                facts
            ),
            (_, false) => new(T["Read"], "hold", T["disabled"], T["The account is there, and disabled."], facts),
            _ => new(T["Read"], "ok", T["there"], T["The account is there, and enabled."], facts),
        };
    }

    private CheckStep Scope(PersonVerdict? verdict)
    {
        var rule = connection.ImportRule is { } kept ? ImportRuleWords.Of(T, kept) : T["no rule"];
        if (verdict is null)
            return new(
                T["In scope?"],
                "idle",
                T["not known"],
                T["The rule names something that was not read yet. Run a sync, then check again."],
                [T["The rule: {0}", rule]]
            );
        List<string> evidence =
        [
            T["The rule: {0}", rule],
            .. verdict.Through.Select(group => T["Through the group {0} ({1})", group.Name, group.Id]),
            .. (verdict.Trace?.Decisive() ?? []).Select(term =>
                T["{0}: {1}; the value is {2}", term.Condition, term.Met ? T["met"] : T["not met"], term.Actual ?? T["empty"]]
            ),
            .. verdict.LinkedGroups.Select(group => T["Comes with the linked group {0} in any case", group]),
        ];
        if (verdict.NextChange is { } next)
            evidence.Add(T["This changes by itself on {0}, if nothing else does.", Words.Exact(next)]);
        return verdict.Covered ? new(T["In scope?"], "ok", T["yes"], T["The import rule covers this person."], evidence)
            : verdict.LinkedGroups.Count > 0
                ? new(T["In scope?"], "ok", T["yes"], T["The rule does not cover this person, who comes with a linked group."], evidence)
            : new(T["In scope?"], "hold", T["no"], T["The import rule does not cover this person."], evidence);
    }

    private CheckStep Match(UserRow? user) =>
        user is null
            ? new(T["Match"], "idle", T["nobody"], T["No user here follows this account."], [])
            : new(T["Match"], "ok", T["found"], T["Followed by {0}.", Name(user)], [T["User number {0}", user.Key]]);

    private CheckStep Expected(DirectoryUser account, PersonVerdict? verdict, bool wanted) =>
        verdict is null ? new(T["Expected"], "idle", T["not known"], T["Nothing can be said without the rule."], [])
        : wanted ? new(T["Expected"], "ok", T["active"], T["This person should be an active user here."], [])
        : new(
            T["Expected"],
            "idle",
            T["not active"],
            account.Enabled
                ? T["This person should be no active user here, being outside the rule."]
                : T["This person should be no active user here: the account is gone or disabled."],
            []
        );

    private CheckStep Actual(UserRow? user) =>
        user switch
        {
            null => new(T["Actual"], "idle", T["not here"], T["There is no such user here."], []),
            { Active: true } => new(T["Actual"], "ok", T["active"], T["{0} is active here.", Name(user)], []),
            _ => new(T["Actual"], "idle", T["suspended"], T["{0} is suspended here.", Name(user)], []),
        };

    private CheckStep Difference(UserRow? user, PersonVerdict? verdict, bool wanted) =>
        (verdict, wanted, user) switch
        {
            (null, _, _) => new(T["Difference"], "idle", T["not known"], T["Run a sync, then check again."], []),
            (_, true, null) => new(T["Difference"], "hold", T["differs"], T["The next sync would import this person."], []),
            (_, true, { Active: false }) => new(
                T["Difference"],
                "hold",
                T["differs"],
                T["The next sync would make this person active again."],
                []
            ),
            (_, false, { Active: true }) => new(
                T["Difference"],
                "hold",
                T["differs"],
                T["The next sync would suspend this person, unless a membership here keeps them."],
                []
            ),
            _ => new(T["Difference"], "ok", T["none"], T["What is here is what should be."], []),
        };

    private static string Name(UserRow user) => user.Attributes.DisplayName ?? user.Attributes.UserPrincipalName ?? user.Handle;
}
