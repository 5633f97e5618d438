using System.Globalization;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Testing.Model;

/// <summary>A random history of a tenant, its people's decisions and the clock, played to Muster and to the model alike.</summary>
public sealed partial class RuleHistory
{
    /// <summary>Long enough for what was decided early to be taken back late.</summary>
    private const int Long = 12;

    private readonly Random _random;
    private readonly ModelTenant _tenant;
    private readonly RuleRig _rig;
    private readonly TenantLife _life;
    private readonly List<string> _story = [];
    private readonly List<(DateTimeOffset At, long Revision, ModelPlatform Platform)> _past = [];
    private readonly List<ModelRun> _runs = [];
    private ModelPlatform _platform = new();
    private ModelRules _rules = new();
    private RuleView? _view;

    /// <summary>The directory as it was read last.</summary>
    private TenantSnapshot _read = TenantSnapshot.Empty;

    /// <summary>The held run that waits for a person.</summary>
    private (Run Run, DateTimeOffset Since)? _waiting;

    private RuleHistory(int seed, ModelTenant tenant, RuleRig rig)
    {
        (_random, _tenant, _rig) = (new Random(seed), tenant, rig);
        _life = new TenantLife(tenant, _random, rig.Clock, _story.Add);
    }

    private DateTimeOffset Now => _rig.Clock.Now;

    /// <summary>Plays the history of a seed.</summary>
    /// <param name="seed">Draws the history.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="steps">Syncs in it, about; a shorter history of a seed begins as the longer one does.</param>
    /// <exception cref="ModelDisagreementException">Muster differs from the model; the message has the seed and the story so far.</exception>
    public static async Task PlayAsync(int seed, CancellationToken cancellationToken, int steps = Long)
    {
        var tenant = new ModelTenant();
        await using var rig = await RuleRig.StartAsync(tenant, cancellationToken);
        var history = new RuleHistory(seed, tenant, rig);
        try
        {
            await history.PlayAsync(steps, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new ModelDisagreementException(
                $"Seed {seed}: {failure.Message}\n  {string.Join("\n  ", history._story)}\n{(failure is ModelDisagreementException ? "" : failure)}"
            );
        }
    }

    private async Task PlayAsync(int steps, CancellationToken cancellationToken)
    {
        _life.Begin();
        for (var i = 0; i < 3; i++)
            await CreateAsync(cancellationToken);
        for (var step = 0; step < steps; step++)
        {
            _rig.Clock.Now += _random.Next(6) == 0 ? TimeSpan.FromHours(_random.Next(5, 30)) : TimeSpan.FromMinutes(_random.Next(1, 90));
            Say(Now.ToString("u", CultureInfo.InvariantCulture));
            for (var changes = _random.Next(0, 4); changes > 0; changes--)
                _life.GoOn();
            await DecideAsync(cancellationToken);
            if (_waiting is not null && _random.Next(2) == 0)
                await ApproveLateAsync(cancellationToken);
            else
                await SyncAsync(cancellationToken);
        }
        await RememberAsync(cancellationToken);
    }

    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        var additions = _random.Next(8) == 0;
        var run = await _rig.SyncAsync(
            request =>
                request with
                {
                    Full = _random.Next(10) == 0,
                    Cut = new() { AdditionsOnly = additions },
                },
            cancellationToken
        );
        Say($"run {run.Id}{(run.Full ? ", full" : "")}{(additions ? ", additions only" : "")}: {run.Outcome} {run.Message}");
        (_read, _waiting) = (_tenant.Now, null);
        var expected = additions ? _platform.WithAdditionsOf(_read, _rules, Now) : _platform.After(_read, _rules, Now);
        if (run.Outcome == RunOutcome.Held)
            switch (_random.Next(3))
            {
                case 0:
                    Say("rejected");
                    await _rig.Muster.Plans.Approvals.RejectRunAsync(run.Id, "bob", "wrong", cancellationToken);
                    await CompareAsync(_platform, null, cancellationToken);
                    return;
                case 1 when !additions:
                    Say("left waiting");
                    await CompareAsync(_platform, null, cancellationToken);
                    _waiting = (run, Now);
                    return;
            }
        await TakeAsync(await ReleasedAsync(run, cancellationToken), expected, cancellationToken);
        if (additions)
            return;
        await ExplainAsync(cancellationToken);
        if (_random.Next(3) > 0)
            return;
        // Who has come to a protected name is protected from then on.
        if (!Words(_platform.After(_read, _rules, Now)).SetEquals(Words(_platform)))
            return;
        var again = await _rig.SyncAsync(request => request, cancellationToken);
        if (again.Outcome != RunOutcome.NoChanges)
            throw new ModelDisagreementException($"A second sync is not empty (INV-8): {again.Outcome}, {again.Counts}.");
    }

    /// <summary>What has been decided meanwhile can make a held plan stale; otherwise it does what a plan of now would.</summary>
    private async Task ApproveLateAsync(CancellationToken cancellationToken)
    {
        var (run, since) = _waiting!.Value;
        _waiting = null;
        switch (await _rig.Muster.Plans.Approvals.ApproveRunAsync(run.Id, "bob", "right", null, null, cancellationToken))
        {
            case DecisionOutcome.Done(var done):
                Say($"run {run.Id} approved at last");
                // Where nothing was decided meanwhile, what was approved is done as it was shown, and what fell due since comes with the next sync.
                var shown = _platform.After(_read, _rules, since);
                var current = Words((await _rig.ViewAsync(null, cancellationToken)).Platform).SetEquals(Words(shown));
                await TakeAsync(done, current ? shown : _platform.After(_read, _rules, Now), cancellationToken);
                break;
            case var refused:
                Say($"run {run.Id} not approved any more: {refused}");
                await CompareAsync(_platform, null, cancellationToken);
                break;
        }
    }

    /// <summary>The run, approved if it was held.</summary>
    private async Task<Run> ReleasedAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.Outcome != RunOutcome.Held)
            return run;
        Say("approved");
        return
            await _rig.Muster.Plans.Approvals.ApproveRunAsync(run.Id, "bob", "right", null, null, cancellationToken)
                is DecisionOutcome.Done(var approved)
            ? approved
            : throw new ModelDisagreementException("The held run could not be approved.");
    }

    private async Task TakeAsync(Run? run, ModelPlatform expected, CancellationToken cancellationToken)
    {
        if (run is not null and not { Outcome: RunOutcome.Applied or RunOutcome.NoChanges })
            throw new ModelDisagreementException($"Run {run.Id} ended as {run.Outcome}: {run.Message}");
        if (run is { Outcome: RunOutcome.Applied } and not { Verified.Differing: 0 })
            throw new ModelDisagreementException(
                $"Run {run.Id} was read back and is not as planned: {(run.Verified is null ? "nothing was read" : string.Join("; ", run.Verified.Where))}"
            );
        var before = _platform;
        _platform = expected;
        _rules = _rules.Met(expected);
        await CompareAsync(expected, null, cancellationToken);
        if (run is { Outcome: RunOutcome.Applied, Revision: not null })
            _runs.Add(new ModelRun(run.Id, before, expected));
        _past.Add((Now, _view!.Revision, expected));
        _rig.Clock.Now += TimeSpan.FromSeconds(1);
    }

    private async Task<RuleView> CompareAsync(ModelPlatform expected, long? revision, CancellationToken cancellationToken)
    {
        var view = await _rig.ViewAsync(revision, cancellationToken);
        if (revision is null)
            _view = view;
        var (wanted, found) = (Words(expected), Words(view.Platform));
        if (!wanted.SetEquals(found))
            throw new ModelDisagreementException(
                $"{(revision is null ? "" : $"At revision {revision}: ")}missing {string.Join("; ", wanted.Except(found))} | surplus {string.Join("; ", found.Except(wanted))}"
            );
        return view;
    }

    /// <summary>At the end every past state is still what it was, and so is what is said about it (INV-21).</summary>
    private async Task RememberAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < 6; i++)
        {
            var moment = _past[0].At + (Now - _past[0].At) * _random.NextDouble();
            var index = _past.FindLastIndex(past => past.At <= moment);
            var (at, revision, platform) = _past[index];
            if (await _rig.Database.Platform.RevisionAtAsync(moment, cancellationToken) != revision)
                throw new ModelDisagreementException($"At {moment:O} not revision {revision} of {at:O} is said to be in force.");
            var view = await CompareAsync(platform, revision, cancellationToken);
            if (platform.Users.Count > 0 && Some(platform.Teams) is { Link: not ModelLink.Retired } team)
                await ExplainAsync(view, platform, Some([.. platform.Users.Values]), team, moment, cancellationToken);
        }
        var verified = await _rig.Database.Audit.VerifyAsync(cancellationToken);
        if (verified.Faults.Count > 0)
            throw new ModelDisagreementException($"The audit log does not verify (INV-19, INV-20): {string.Join("; ", verified.Faults)}");
    }

    private async Task ExplainAsync(CancellationToken cancellationToken)
    {
        var teams = _platform.Teams.Where(team => team.Link != ModelLink.Retired).ToList();
        if (_platform.Users.Count > 0 && teams.Count > 0)
            for (var i = 0; i < 2; i++)
                await ExplainAsync(_view!, _platform, Some([.. _platform.Users.Values]), Some(teams), null, cancellationToken);
    }

    private async Task ExplainAsync(
        RuleView view,
        ModelPlatform platform,
        ModelUser user,
        ModelTeam team,
        DateTimeOffset? at,
        CancellationToken cancellationToken
    )
    {
        var said = await _rig.ExplainAsync(view.Of(user), view.Groups[team.Key], view.Revision, at, cancellationToken);
        var standing = platform.Memberships.Where(m => m.Team == team.Key && m.User == user.Key).ToList();
        var expected =
            standing.Count > 0 ? "in"
            : at is { } then ? WhyNotThen(platform, user, team, then)
            : platform.WhyNot(user.Key, team.Key, _read, _rules, Now);
        var actual = said.IsIn ? "in" : said.Steps.FirstOrDefault(step => !step.Passed)?.Code;
        if (expected != actual || said.Standing.Count != standing.Count)
            throw new ModelDisagreementException(
                $"About {NameOf(user)} in {team.Name}{(at is null ? "" : $" at {at:O}")}: {expected} ({standing.Count}) is true, but the explanation says {actual} ({said.Standing.Count}): {said.WhyNot}"
            );
    }

    /// <summary>Of a past moment only what was recorded is known: that somebody had left, was no active user, or the group did not follow.</summary>
    private string WhyNotThen(ModelPlatform platform, ModelUser user, ModelTeam team, DateTimeOffset at) =>
        _past.Any(past => past.At <= at && past.Platform.Memberships.Any(m => (m.Team, m.User) == (team.Key, user.Key))) ? "stayed"
        : !user.Active ? "active"
        : platform.Teams[team.Key - 1].Link != ModelLink.Linked ? "linked"
        : "added";

    private HashSet<string> Words(ModelPlatform platform)
    {
        string Of(int user) => NameOf(platform.Users[user]);
        var teams = platform.Teams.ToDictionary(team => team.Key);
        return
        [
            .. platform.Users.Values.Select(u => $"user {NameOf(u)} {u.Upn} {u.EmployeeId} {u.Active}"),
            .. platform
                .Teams.Where(t => t.Link != ModelLink.Retired)
                .Select(t => $"group {t.Key} {t.Name} {t.Link} {t.Source} {(t.Link == ModelLink.Paused ? t.Pause.Until : null):u}"),
            .. platform.Memberships.Select(m =>
                $"membership {teams[m.Team].Name} {Of(m.User)} {(m.Owner ? "owner" : "member")} {m.Origin}"
            ),
            .. platform.Exceptions.Select(e =>
                $"exception {e.Team} {Of(e.User)} {(e.Owner ? "owner" : "member")} {(e.Excludes ? "out" : "in")} until {e.Until:u}"
            ),
            .. platform.SubTeams.Select(pair => $"{pair.Child} below {pair.Parent}"),
        ];
    }

    private string NameOf(ModelUser user) => user.Follows is { } id ? _tenant.Now.People[id].Name : $"local {user.Upn}";

    private void Say(string what) => _story.Add(what);

    private T Some<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
