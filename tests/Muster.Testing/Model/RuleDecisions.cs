using System.Text;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Platform;
using Muster.Engine.Exceptions;
using Muster.Engine.Groups;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.Engine.Users;

namespace Muster.Testing.Model;

/// <summary>What people decide, drawn.</summary>
public sealed partial class RuleHistory
{
    private const string Actor = RuleRig.Actor;
    private int _locals;

    private Task DecideAsync(CancellationToken cancellationToken) =>
        _random.Next(20) switch
        {
            0 => CreateAsync(cancellationToken),
            1 => UnlinkAsync(cancellationToken),
            2 => RetireAsync(cancellationToken),
            3 or 4 => ResumeAsync(cancellationToken),
            5 when _runs.Count > 0 => UndoAsync(cancellationToken),
            6 or 7 => ChangeRuleAsync(cancellationToken),
            8 or 9 => ChangePolicyAsync(cancellationToken),
            10 => ChangeTeamPolicyAsync(cancellationToken),
            11 => ChangeGuardAsync(cancellationToken),
            12 => AddLocalsAsync(cancellationToken),
            13 => ChangeLocalAsync(cancellationToken),
            14 => ChangeMemberAsync(cancellationToken),
            15 => PickAsync(cancellationToken),
            16 or 17 or 18 => ExceptAsync(cancellationToken),
            _ => Task.CompletedTask,
        };

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var name = _random.Next(5) == 0 ? _life.NewName() : Some([.. _tenant.Now.Groups.Values]).Name;
        if (_platform.Teams.Any(team => team.Name == name && team.Link != ModelLink.Retired))
            return;
        Say($"group {name} created here");
        var connection = await _rig.ConnectionAsync(cancellationToken);
        var created = await _rig.Muster.Groups.CreateAsync(connection, name, null, Actor, new Progress<ReadProgress>(), cancellationToken);
        _read = _tenant.Now;
        var named = _read.Groups.Values.Where(group => !group.Deleted && group.Name == name).ToList();
        var free = named.Count == 1 && _platform.Teams.All(team => team.Source != named[0].Id);
        var key = _platform.Teams.Count + 1;
        var team = free ? new ModelTeam(key, name, ModelLink.Linked, named[0].Id) : new ModelTeam(key, name, ModelLink.Unmatched, null);
        await TakeAsync(created.Run, _platform with { Teams = [.. _platform.Teams, team] }, cancellationToken);
    }

    private async Task UnlinkAsync(CancellationToken cancellationToken)
    {
        if (Team(team => team.Source is not null) is not { } team)
            return;
        Say($"unlink {team.Name}");
        var connection = await _rig.ConnectionAsync(cancellationToken);
        var done = await _rig.Muster.Groups.UnlinkAsync(connection, team.Name, Actor, null, cancellationToken);
        await TakeAsync(done.Run, _platform.Unlinked(team.Key), cancellationToken);
    }

    private async Task RetireAsync(CancellationToken cancellationToken)
    {
        if (Team(_ => true) is not { } team)
            return;
        Say($"retire {team.Name}");
        var connection = await _rig.ConnectionAsync(cancellationToken);
        var done = await _rig.Muster.Groups.RetireAsync(connection, team.Name, Actor, null, cancellationToken);
        var kept = _platform.Kept(_rules);
        var refused = _platform.Memberships.Any(m => m.Team == team.Key && kept.Contains(m.User));
        await TakeAsync(done.Run, refused ? _platform : _platform.Retired(team.Key), cancellationToken);
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (Team(team => team.Link == ModelLink.Paused) is not { } team)
            return;
        Say($"resume {team.Name}");
        var connection = await _rig.ConnectionAsync(cancellationToken);
        var done = await _rig.Muster.Groups.ResumeAsync(connection, team.Name, Actor, null, cancellationToken);
        await TakeAsync(done.Run, _platform.With(team.Key, t => t with { Link = ModelLink.Linked, Pause = default }), cancellationToken);
    }

    private async Task UndoAsync(CancellationToken cancellationToken)
    {
        var run = Some(_runs);
        DateTimeOffset? until = _random.Next(2) == 0 ? Now.AddMinutes(_random.Next(10, 300)) : null;
        Say($"undo run {run.Id} until {until:u}");
        if (
            await _rig.Muster.Undos.RunAsync(new UndoneRuns.These([run.Id]), until, Actor, null, _rig.Observer, cancellationToken)
            is not DecisionOutcome.Done
            (var undo)
        )
            throw new ModelDisagreementException($"Run {run.Id} could not be undone.");
        var expected = _platform.Undone(run, undo.Id, _rules, Now, until);
        await TakeAsync(await ReleasedAsync(undo, cancellationToken), expected, cancellationToken);
    }

    private async Task ChangeRuleAsync(CancellationToken cancellationToken)
    {
        var groups = _tenant.Now.Groups.Values.Where(_ => _random.Next(3) == 0).Select(group => group.Id).Take(2).ToList();
        var people = _tenant.Now.People.Keys.Where(_ => _random.Next(2) == 0).ToHashSet();
        var departments = TenantLife.Departments.Where(_ => _random.Next(2) == 0).Append(TenantLife.Departments[0]).ToHashSet();
        var (text, rule, covers) = _random.Next(6) switch
        {
            0 when groups.Count > 0 => (
                $"members of {string.Join(", ", groups.Select(id => _tenant.Now.Groups[id].Name))}",
                new ImportRule.MembersOf([.. groups.Select(id => new ObjectId(id))]),
                (tenant, person, _) =>
                    groups
                        .Where(id => !tenant.Groups[id].Deleted)
                        .SelectMany(id => ModelPlatform.Reached(tenant, id, "transitive", new HashSet<Guid>()).In)
                        .Any(id => tenant.Edges.Contains(new ModelEdge(id, person.Id, ModelEdgeKind.Member)))
            ),
            1 => (
                "picked people",
                new ImportRule.HandPicked([.. people.Select(id => new ObjectId(id))]),
                (_, person, _) => people.Contains(person.Id)
            ),
            2 => Where("employeeHireDate <= now + 3d", (person, now) => person.Hired <= now.AddDays(3)),
            3 => Where("not employeeLeaveDateTime < now", (person, now) => !(person.Leaves < now)),
            4 => Where(
                string.Join(" or ", departments.Select(department => $"department = {department}")),
                (person, _) => departments.Contains(person.Department)
            ),
            _ => (
                "everyone",
                (ImportRule)new ImportRule.Everyone(),
                (Func<TenantSnapshot, ModelPerson, DateTimeOffset, bool>)((_, _, _) => true)
            ),
        };
        Say($"import {text}");
        _rules = _rules with { Covers = covers, Named = rule is ImportRule.MembersOf ? groups : [] };
        // What a new rule looks at may not have been read yet: what waits is not made anew with it.
        _waiting = null;
        await _rig.SaveRuleAsync(rule, cancellationToken);

        static (string, ImportRule, Func<TenantSnapshot, ModelPerson, DateTimeOffset, bool>) Where(
            string condition,
            Func<ModelPerson, DateTimeOffset, bool> covers
        ) => (condition, new ImportRule.Where(UserConditionParser.Parse(condition).Condition!), (_, person, now) => covers(person, now));
    }

    private async Task ChangePolicyAsync(CancellationToken cancellationToken)
    {
        var people = _tenant.Now.People.Values.Where(_ => _random.Next(6) == 0).ToList();
        var names = people.Select(person => _random.Next(2) == 0 ? person.Upn : person.Id.ToString()).ToHashSet();
        var (path, value) = Policy(
            _random.Next(6) switch
            {
                0 => "rehire",
                1 => "protectedUsers",
                2 when _rules.Named.Count == 0 => "autoImportMembers",
                _ => null,
            }
        );
        if (path == "protectedUsers")
            value = SettingKind.Several.Join(names);
        Say($"{path} {value}");
        _rules = path switch
        {
            "nesting" => _rules with { Nesting = value },
            "onRename" => _rules with { OnRename = value },
            "onSourceDeleted" => _rules with { OnSourceDeleted = value },
            "rehire" => _rules with { RehiresByEmployeeId = value == "employeeId" },
            "protectedUsers" => (_rules with { Protected = names }).Met(_platform),
            _ => _rules with { AutoImport = value == "true" },
        };
        await _rig.ConfigureAsync(path, value, cancellationToken);
    }

    private (string Path, string Value) Policy(string? path = null)
    {
        path ??= Some(["nesting", "onRename", "onSourceDeleted"]);
        return (
            path,
            path switch
            {
                "nesting" => Some(["transitive", "direct", "hierarchy"]),
                "onRename" => Some(["follow", "keep", "unlink"]),
                "onSourceDeleted" => Some(["keep", "prune"]),
                "rehire" => Some(["new", "employeeId"]),
                "localMembers" => Some(["replace", "keep"]),
                _ => Some(["true", "true", "false"]),
            }
        );
    }

    private async Task ChangeTeamPolicyAsync(CancellationToken cancellationToken)
    {
        if (Team(_ => true) is not { } team)
            return;
        var (path, value) = Policy(_random.Next(3) == 0 ? "localMembers" : null);
        var given = _random.Next(4) == 0 ? null : value;
        Say($"{path} of {team.Name}: {given}");
        var after = path switch
        {
            "nesting" => team with { Nesting = given },
            "onRename" => team with { OnRename = given },
            "onSourceDeleted" => team with { OnSourceDeleted = given },
            _ => team with { KeepsLocal = given == "keep" },
        };
        // A pause that is not as the undo left it is nobody's to take back.
        if (after != team)
            after = after with { Pause = (after.Pause.Until, 0) };
        var connection = await _rig.ConnectionAsync(cancellationToken);
        var values = new Dictionary<string, string?> { [path] = given };
        var draft = await _rig.Muster.Configuration.DraftAsync(team.Name, values, cancellationToken);
        var done = await _rig.Muster.Configuration.SetAsync(connection, draft!, Actor, null, cancellationToken);
        await TakeAsync(done.Run, _platform.With(team.Key, _ => after), cancellationToken);
    }

    private async Task ChangeGuardAsync(CancellationToken cancellationToken)
    {
        var limit = Some(["group", "groupDay", "run", "day", "suspended"]) + Some(["Stated", "Inferred"]);
        var (path, value) = Some([
            ($"guards.{limit}.percent", "10"),
            ($"guards.{limit}.percent", "none"),
            ($"guards.{limit}.atLeast", "1"),
            ($"guards.{limit}.of", "1"),
            ("guards.emptiedGroupSize", "2"),
        ]);
        Say($"{path} {value}");
        await _rig.ConfigureAsync(path, value, cancellationToken);
    }

    /// <summary>Local users by hand or from a file, some with the name or the number of somebody of the directory.</summary>
    private async Task AddLocalsAsync(CancellationToken cancellationToken)
    {
        var model = Some([.. _tenant.Now.People.Values]);
        var upn = _random.Next(2) == 0 ? model.Upn : $"local{_locals++}@contoso.com";
        var number = _random.Next(2) == 0 ? model.EmployeeId : null;
        var namesakes = _platform.Users.Values.Where(user => user.Upn == upn && (user.Follows is null || user.Active)).ToList();
        var local = namesakes.Find(user => user.Follows is null);
        var key = _platform.Users.Count + 1;
        var file = _random.Next(2) == 0;
        Say($"{(file ? "a file" : "a person")} adds {upn}, number {number}");
        var users = _platform.Users.ToDictionary();
        if (file && local is not null)
            users[local.Key] = local with { EmployeeId = number };
        else if (namesakes.Count == 0)
            users[key] = new ModelUser(key, null, upn, number, true);
        var csv = UserFile.Parse(Encoding.UTF8.GetBytes($"upn,employeeId\n{upn},{number}\n"));
        var attributes = UserAttributes.None with { UserPrincipalName = upn, DisplayName = upn, EmployeeId = number };
        var done = file
            ? await _rig.Muster.LocalUsers.ImportAsync(csv, false, Actor, cancellationToken)
            : await _rig.Muster.LocalUsers.AddAsync(attributes, Actor, cancellationToken);
        await TakeAsync(done.Run, _platform with { Users = users }, cancellationToken);
    }

    private async Task ChangeLocalAsync(CancellationToken cancellationToken)
    {
        if (_platform.Users.Values.Where(user => user.Follows is null).ToList() is not { Count: > 0 } locals)
            return;
        var user = Some(locals);
        Say($"{user.Upn} {(user.Active ? "suspended" : "reactivated")} here");
        var done = await _rig.Muster.LocalUsers.SetActiveAsync(_view!.Of(user), !user.Active, "so", Actor, cancellationToken);
        var refused = user.Active && _platform.Kept(_rules).Contains(user.Key);
        var after = _platform.Users.ToDictionary(u => u.Key, u => u.Key == user.Key ? user with { Active = !user.Active } : u.Value);
        await TakeAsync(done.Run, refused ? _platform : _platform with { Users = after }, cancellationToken);
    }

    private async Task ChangeMemberAsync(CancellationToken cancellationToken)
    {
        if (Team(team => team.Source is null) is not { } team || _platform.Users.Count == 0)
            return;
        var (user, owner) = (Some([.. _platform.Users.Values]), _random.Next(3) == 0);
        var membership = new ModelMembership(team.Key, user.Key, owner, 'l');
        var isIn = _platform.Memberships.Contains(membership);
        Say($"{NameOf(user)} {(isIn ? "taken out of" : "put into")} {team.Name}");
        var relation = owner ? MembershipRelation.Owner : MembershipRelation.Member;
        var done = await _rig.Muster.LocalUsers.SetMemberAsync(team.Name, _view!.Of(user), relation, !isIn, null, Actor, cancellationToken);
        HashSet<ModelMembership> after = isIn
            ? [.. _platform.Memberships.Where(m => m != membership)]
            : [.. _platform.Memberships, membership];
        var allowed = isIn ? !_platform.Kept(_rules).Contains(user.Key) : user.Active;
        await TakeAsync(done.Run, allowed ? _platform with { Memberships = after } : _platform, cancellationToken);
    }

    /// <summary>Somebody picks the directory group of a group that follows none.</summary>
    private async Task PickAsync(CancellationToken cancellationToken)
    {
        var free = _tenant
            .Now.Groups.Values.Where(group => !group.Deleted && _platform.Teams.All(team => team.Source != group.Id))
            .ToList();
        if (Team(team => team.Source is null) is not { } team || free.Count == 0)
            return;
        var source = Some(free);
        var keeps = _random.Next(2) == 0;
        Say($"{team.Name} linked by hand to {source.Name}, local members {(keeps ? "kept" : "replaced")}");
        var connection = await _rig.ConnectionAsync(cancellationToken);
        var decision = new LinkDecision(keeps ? LocalMembersPolicy.Keep : LocalMembersPolicy.Replace, DryRun: false);
        var done = await _rig.Muster.Links.LinkAsync(
            connection,
            new LinkRequest(team.Name, new ObjectId(source.Id), false, Actor),
            (_, _) => Task.FromResult<LinkDecision?>(decision),
            new Progress<ReadProgress>(),
            cancellationToken
        );
        _read = _tenant.Now;
        var refused = (team.OnRename ?? _rules.OnRename) == "unlink" && source.Name != team.Name;
        await TakeAsync(
            done.Run,
            refused ? _platform : _platform.With(team.Key, t => t with { Link = ModelLink.Linked, Source = source.Id, KeepsLocal = keeps }),
            cancellationToken
        );
    }

    /// <summary>Begins, extends or ends an exception. Where the last sync was not carried out, one change would bring others along, and nobody does it.</summary>
    private async Task ExceptAsync(CancellationToken cancellationToken)
    {
        if (!Words(_platform).SetEquals(Words(_platform.After(_read, _rules, Now))) || _platform.Users.Count == 0)
            return;
        var connection = await _rig.ConnectionAsync(cancellationToken);
        DateTimeOffset? until = _random.Next(3) == 0 ? null : Now.AddMinutes(_random.Next(1, 200));
        var standing = _platform.Exceptions.Count > 0 && _random.Next(3) == 0 ? Some(_platform.Exceptions) : null;
        var kept = _platform.Kept(_rules);
        ModelException? after;
        ExceptionOutcome outcome;
        if (standing is null)
        {
            if (Team(team => team.Link is ModelLink.Linked or ModelLink.Paused) is not { } team)
                return;
            var user = Some([.. _platform.Users.Values]);
            var id =
                _platform.Exceptions.Concat(_runs.SelectMany(run => run.After.Exceptions)).Select(e => e.Id).DefaultIfEmpty().Max() + 1;
            after = new ModelException(id, team.Key, user.Key, _random.Next(4) == 0, _random.Next(2) == 0, until);
            Say(
                $"exception: {NameOf(user)} {(after.Excludes ? "out of" : "in")} {team.Name}{(after.Owner ? " as owner" : "")} until {until:u}"
            );
            var wish = new ExceptionWish(
                team.Name,
                _view!.Of(user).Key,
                user.Upn,
                after.Owner ? MembershipRelation.Owner : MembershipRelation.Member,
                after.Excludes ? ExceptionKind.Exclude : ExceptionKind.Include,
                "so",
                until
            );
            outcome = await _rig.Muster.Exceptions.AddAsync(connection, wish, Actor, _rig.Observer, cancellationToken);
            if (
                (after.Excludes && kept.Contains(user.Key))
                || _platform.Exceptions.Any(e => (e.Team, e.User, e.Owner) == (after.Team, after.User, after.Owner))
            )
                after = null;
        }
        else
        {
            var team = _platform.Teams[standing.Team - 1];
            var row = _view!.Of(_platform.Users[standing.User]);
            var id = _view.Platform.Exceptions.Single(e => (e.Team, e.User, e.Owner) == (team.Key, row.Key, standing.Owner)).Id;
            after = _random.Next(2) == 0 ? standing with { Until = until } : null;
            Say($"exception of {row.Attributes.UserPrincipalName} in {team.Name} {(after is null ? "ended" : $"until {until:u}")}");
            outcome = after is null
                ? await _rig.Muster.Exceptions.EndAsync(connection, id, "over", Actor, _rig.Observer, cancellationToken)
                : await _rig.Muster.Exceptions.ExtendAsync(connection, id, until, Actor, _rig.Observer, cancellationToken);
            if (after == standing || (after is null && !standing.Excludes && kept.Contains(standing.User)))
                (after, standing) = (null, null);
        }
        var run = outcome is ExceptionOutcome.Done(var done, _) ? await ReleasedAsync(done, cancellationToken) : null;
        var expected = after is null && standing is null ? _platform : _platform.Excepting(standing, after, _read, _rules, Now);
        await TakeAsync(run, expected, cancellationToken);
    }

    private ModelTeam? Team(Func<ModelTeam, bool> fits) =>
        _platform.Teams.Where(team => team.Link != ModelLink.Retired && fits(team)).ToList() is { Count: > 0 } teams ? Some(teams) : null;
}
