using System.Globalization;
using Muster.Core.Importing;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Testing.Model;

/// <summary>A random history of a tenant, its people's decisions and the clock, played to Muster and to the model alike.</summary>
/// <remarks>Small on purpose: few people, groups and names, so that cycles, clashes and returns are common.</remarks>
public sealed class RuleHistory
{
    private const int Steps = 14;
    private static readonly string[] Departments = ["IT", "HR", "Sales"];
    private readonly Random _random;
    private readonly ModelTenant _tenant = new();
    private readonly RuleRig _rig;
    private readonly List<string> _story = [];
    private readonly List<(DateTimeOffset At, long Revision, ModelPlatform Platform)> _past = [];
    private readonly List<(long Run, ModelPlatform Before, ModelPlatform After)> _applied = [];
    private ModelPlatform _platform = ModelPlatform.Empty;
    private ModelRules? _rules;
    private int _names;

    private RuleHistory(int seed, ModelTenant tenant, RuleRig rig) => (_random, _tenant, _rig) = (new Random(seed), tenant, rig);

    /// <summary>Plays the history of a seed.</summary>
    /// <exception cref="ModelDisagreementException">Muster differs from the model; the message has the seed and the story so far.</exception>
    public static async Task PlayAsync(int seed, CancellationToken cancellationToken)
    {
        var tenant = new ModelTenant();
        await using var rig = await RuleRig.StartAsync(tenant, cancellationToken);
        var history = new RuleHistory(seed, tenant, rig);
        try
        {
            await history.PlayAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new ModelDisagreementException(
                $"Seed {seed}: {failure.Message}\n  {string.Join("\n  ", history._story)}\n{(failure is ModelDisagreementException ? "" : failure)}"
            );
        }
    }

    private async Task PlayAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < 6; i++)
            Hire();
        for (var i = 0; i < 4; i++)
            Found();
        for (var i = 0; i < 10; i++)
            ChangeEdge();
        for (var i = 0; i < 3; i++)
            await CreateAsync(cancellationToken);
        for (var step = 0; step < Steps; step++)
        {
            _rig.Clock.Now += TimeSpan.FromMinutes(_random.Next(1, 90));
            for (var changes = _random.Next(0, 4); changes > 0; changes--)
                ChangeTenant();
            await DecideAsync(cancellationToken);
            await SyncAsync(null, cancellationToken);
        }
        await RememberAsync(cancellationToken);
    }

    private void ChangeTenant()
    {
        var people = _tenant.Now.People.Values.ToList();
        var person = Some(people);
        var group = Some(_tenant.Now.Groups.Values.ToList());
        switch (_random.Next(12))
        {
            case 0:
                Hire();
                break;
            case 1:
                Change(
                    $"{person.Name} {(person.Enabled ? "disabled" : "enabled")}",
                    t => t.With(person with { Enabled = !person.Enabled })
                );
                break;
            case 2:
                Change(
                    $"{person.Name} {(person.Deleted ? "restored" : "deleted")}",
                    t => t.With(person with { Deleted = !person.Deleted })
                );
                break;
            case 3:
                var department = Departments[_random.Next(3)];
                Change($"{person.Name} moves to {department}", t => t.With(person with { Department = department }));
                break;
            case 4:
                Found();
                break;
            case 5:
                var name = _random.Next(3) == 0 ? Some(_tenant.Now.Groups.Values.ToList()).Name : $"g{_names++}";
                Change($"{group.Name} renamed to {name}", t => t.With(group with { Name = name }));
                break;
            case 6:
                Change(
                    $"group {group.Name} {(group.Deleted ? "restored" : "deleted")}",
                    t => t.With(group with { Deleted = !group.Deleted })
                );
                break;
            case 7:
                var members = _tenant.Now.Edges.Where(edge => edge.Group == group.Id && edge.Kind == ModelEdgeKind.Member).ToList();
                Change($"{group.Name} loses all members", t => t.Without(members));
                break;
            default:
                ChangeEdge();
                break;
        }
    }

    private void Hire()
    {
        var person = new ModelPerson(NewId(), $"p{_tenant.Now.People.Count}", Departments[_random.Next(3)], true, false);
        Change($"{person.Name} hired into {person.Department}", t => t.With(person));
    }

    private void Found()
    {
        var name = _random.Next(6) == 0 && _tenant.Now.Groups.Count > 0 ? Some(_tenant.Now.Groups.Values.ToList()).Name : $"g{_names++}";
        Change($"group {name} founded", t => t.With(new ModelGroup(NewId(), name, false)));
    }

    private void ChangeEdge()
    {
        var group = Some(_tenant.Now.Groups.Values.ToList());
        var kind = (ModelEdgeKind)_random.Next(3);
        var (target, name) =
            kind == ModelEdgeKind.Child
                ? (Some(_tenant.Now.Groups.Values.ToList()) is var child ? (child.Id, child.Name) : default)
                : (Some(_tenant.Now.People.Values.ToList()) is var person ? (person.Id, person.Name) : default);
        // Nobody edits the lists of what is deleted.
        if (group.Deleted || (kind == ModelEdgeKind.Child ? _tenant.Now.Groups[target].Deleted : _tenant.Now.People[target].Deleted))
            return;
        var edge = new ModelEdge(group.Id, target, kind);
        if (_tenant.Now.Edges.Contains(edge))
            Change($"{group.Name} loses {kind} {name}", t => t.Without([edge]));
        else
            Change($"{group.Name} gets {kind} {name}", t => t.With([edge]));
    }

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        switch (_random.Next(14))
        {
            case 0:
                await CreateAsync(cancellationToken);
                break;
            case 1 or 2:
                await ChangeTeamAsync(_random.Next(3) == 0 ? "retire" : "unlink", ModelLink.Linked, cancellationToken);
                break;
            case 3 or 4 or 5:
                await ChangeTeamAsync("resume", ModelLink.Paused, cancellationToken);
                break;
            case 6 when _applied.Count > 0:
                await UndoAsync(cancellationToken);
                break;
            case 7:
                await ChangeRuleAsync(cancellationToken);
                break;
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var name = _random.Next(5) == 0 ? $"h{_names++}" : Some(_tenant.Now.Groups.Values.ToList()).Name;
        if (_platform.Teams.Any(team => team.Name == name && team.Link != ModelLink.Retired))
            return;
        Say($"group {name} created here");
        await _rig.CreateAsync(name, cancellationToken);
        var named = _tenant.Now.Groups.Values.Where(group => !group.Deleted && group.Name == name).ToList();
        var free = named.Count == 1 && _platform.Teams.All(team => team.Source != named[0].Id);
        var key = _platform.Teams.Count + 1;
        var team = free ? new ModelTeam(key, name, ModelLink.Linked, named[0].Id) : new ModelTeam(key, name, ModelLink.Unmatched, null);
        await TakeAsync(_platform with { Teams = [.. _platform.Teams, team] }, cancellationToken);
    }

    private async Task ChangeTeamAsync(string verb, ModelLink only, CancellationToken cancellationToken)
    {
        var candidates = _platform.Teams.Where(team => team.Link == only).ToList();
        if (candidates.Count == 0)
            return;
        var team = Some(candidates);
        Say($"{verb} {team.Name}");
        await _rig.ChangeAsync(verb, team.Name, cancellationToken);
        var after = verb switch
        {
            "resume" => team with { Link = ModelLink.Linked },
            "retire" => team with { Link = ModelLink.Retired, Source = null },
            _ => team with { Link = ModelLink.Local, Source = null },
        };
        var memberships = _platform.Memberships.Where(m => m.Team != team.Key || verb != "retire");
        if (verb == "unlink")
            memberships = memberships.Select(m => m.Team == team.Key ? m with { Origin = 'l' } : m);
        await TakeAsync(
            _platform with
            {
                Teams = [.. _platform.Teams.Select(other => other.Key == team.Key ? after : other)],
                Memberships = memberships.ToHashSet(),
            },
            cancellationToken
        );
    }

    /// <summary>Takes back what a run did to memberships, where it still stands as the run left it and the person is active.</summary>
    private async Task UndoAsync(CancellationToken cancellationToken)
    {
        var (run, before, after) = Some(_applied);
        Say(string.Create(CultureInfo.InvariantCulture, $"undo run {run}"));
        await _rig.UndoAsync(run, cancellationToken);
        var inUse = _platform.Teams.Where(team => team.Link != ModelLink.Retired).Select(team => team.Key).ToHashSet();
        // What the directory had given does not come back to a group that does not follow it any more.
        var following = _platform.Teams.Where(team => team.Source is not null).Select(team => team.Key).ToHashSet();
        var back = before
            .Memberships.Except(after.Memberships)
            .Where(m => inUse.Contains(m.Team) && !_platform.Memberships.Contains(m) && _platform.Users[m.Person])
            .Where(m => m.Origin != 'd' || following.Contains(m.Team));
        var gone = after.Memberships.Except(before.Memberships).Where(m => inUse.Contains(m.Team) && _platform.Memberships.Contains(m));
        var (added, removed) = (back.ToHashSet(), gone.ToHashSet());
        var touched = added.Concat(removed).Select(m => m.Team).ToHashSet();
        await TakeAsync(
            _platform with
            {
                Teams =
                [
                    .. _platform.Teams.Select(team =>
                        touched.Contains(team.Key) && team.Link == ModelLink.Linked ? team with { Link = ModelLink.Paused } : team
                    ),
                ],
                Memberships = _platform.Memberships.Except(removed).Union(added).ToHashSet(),
            },
            cancellationToken
        );
    }

    private async Task ChangeRuleAsync(CancellationToken cancellationToken)
    {
        var departments = _random.Next(3) == 0 ? null : Departments.Where(_ => _random.Next(2) == 0).Append(Departments[0]).ToHashSet();
        Say($"import {(departments is null ? "everyone" : string.Join(" and ", departments))}");
        _rules = (_rules ?? new ModelRules()) with { Departments = departments };
        var text = departments is null ? null : string.Join(" or ", departments.Select(department => $"department = {department}"));
        await _rig.SaveRuleAsync(RuleOf(text), cancellationToken);
    }

    private async Task SyncAsync(ImportRule? rule, CancellationToken cancellationToken)
    {
        var run = await _rig.SyncAsync(rule, cancellationToken);
        Say(string.Create(CultureInfo.InvariantCulture, $"run {run.Id}: {run.Outcome} {run.Message}"));
        var expected = _platform.After(_tenant.Now, _rules ?? new ModelRules { Departments = new HashSet<string>() });
        switch (run.Outcome)
        {
            case RunOutcome.Held when _random.Next(3) == 0:
                Say("rejected");
                await _rig.RejectAsync(run, cancellationToken);
                await CompareAsync(_platform, cancellationToken);
                return;
            case RunOutcome.Held:
                Say("approved");
                if (await _rig.ApproveAsync(run, cancellationToken) is not DecisionOutcome.Done(var approved))
                    throw new ModelDisagreementException("The held run could not be approved.");
                _applied.Add((approved.Id, _platform, expected));
                break;
            case RunOutcome.Applied:
                _applied.Add((run.Id, _platform, expected));
                break;
            case RunOutcome.NoChanges:
                break;
            default:
                throw new ModelDisagreementException($"The run ended as {run.Outcome}: {run.Message}");
        }
        await TakeAsync(expected, cancellationToken);
        await ExplainAsync(cancellationToken);
        if (_random.Next(3) > 0)
            return;
        var again = await _rig.SyncAsync(null, cancellationToken);
        if (again.Outcome != RunOutcome.NoChanges)
            throw new ModelDisagreementException($"A second sync is not empty (INV-8): {again.Outcome}, {again.Counts.Total} steps.");
    }

    private async Task TakeAsync(ModelPlatform expected, CancellationToken cancellationToken)
    {
        _platform = expected;
        await CompareAsync(expected, cancellationToken);
        _past.Add((_rig.Clock.Now, await _rig.Database.Platform.RevisionAsync(cancellationToken), expected));
        _rig.Clock.Now += TimeSpan.FromSeconds(1);
    }

    private async Task CompareAsync(ModelPlatform expected, CancellationToken cancellationToken, long? revision = null)
    {
        var actual = await _rig.ViewAsync(revision, cancellationToken);
        var differences = Difference(
                "user",
                expected.Users.Select(u => $"{Name(u.Key)} {u.Value}"),
                actual.Users.Select(u => $"{Name(u.Key)} {u.Value}")
            )
            .Concat(
                Difference("group", expected.Teams.Where(team => team.Link != ModelLink.Retired).Select(Words), actual.Teams.Select(Words))
            )
            .Concat(Difference("membership", expected.Memberships.Select(Words), actual.Memberships.Select(Words)))
            .ToList();
        if (differences.Count > 0)
            throw new ModelDisagreementException(
                $"{(revision is null ? "" : $"At revision {revision}: ")}{string.Join("; ", differences)}"
            );
    }

    /// <summary>At the end every past state is still what it was, and so is what is said about it (INV-21).</summary>
    private async Task RememberAsync(CancellationToken cancellationToken)
    {
        foreach (var (at, revision, platform) in _past)
        {
            await CompareAsync(platform, cancellationToken, revision);
            var team = Some(platform.Teams.ToList());
            if (platform.Users.Count == 0 || team.Link == ModelLink.Retired)
                continue;
            var person = Some(platform.Users.Keys.ToList());
            await ExplainAsync(platform, person, team, at, cancellationToken);
        }
        var verified = await _rig.Database.Audit.VerifyAsync(cancellationToken);
        if (verified.Faults.Count > 0)
            throw new ModelDisagreementException($"The audit log does not verify (INV-19, INV-20): {string.Join("; ", verified.Faults)}");
    }

    private async Task ExplainAsync(CancellationToken cancellationToken)
    {
        foreach (var team in _platform.Teams.Where(team => team.Link != ModelLink.Retired))
            if (_platform.Users.Count > 0)
                await ExplainAsync(_platform, Some(_platform.Users.Keys.ToList()), team, null, cancellationToken);
    }

    private async Task ExplainAsync(
        ModelPlatform platform,
        Guid person,
        ModelTeam team,
        DateTimeOffset? at,
        CancellationToken cancellationToken
    )
    {
        var said = await _rig.ExplainAsync(person, team.Key, at, cancellationToken);
        var isIn = platform.Memberships.Any(m => m.Team == team.Key && m.Person == person);
        if (said is null || (said.Standing.Count > 0) != isIn || (said.WhyNot is null) != isIn)
            throw new ModelDisagreementException(
                $"{Name(person)} is {(isIn ? "" : "not ")}in {team.Name}{(at is null ? "" : $" at {at:O}")}, but the explanation says: {(said is null ? "nothing" : $"{said.Standing.Count} memberships, {said.WhyNot}")}"
            );
    }

    private static IEnumerable<string> Difference(string what, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var (wanted, found) = (expected.ToHashSet(), actual.ToHashSet());
        return wanted.Except(found).Select(it => $"missing {what} {it}").Concat(found.Except(wanted).Select(it => $"surplus {what} {it}"));
    }

    private static ImportRule RuleOf(string? text) =>
        text is null ? new ImportRule.Everyone() : new ImportRule.Where(UserConditionParser.Parse(text).Condition!);

    private string Words(ModelMembership m) => $"{m.Team} {Name(m.Person)} {(m.Owner ? "owner" : "member")} {m.Origin}";

    private static string Words(ModelTeam team) =>
        $"{team.Key} {team.Name} {team.Link} {(team.Link == ModelLink.Paused ? null : team.Source)}";

    private string Name(Guid person) => _tenant.Now.People.TryGetValue(person, out var known) ? known.Name : person.ToString();

    private void Change(string what, Func<TenantSnapshot, TenantSnapshot> change)
    {
        Say(what);
        _tenant.Change(change);
    }

    private void Say(string what) => _story.Add(what);

    private T Some<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
