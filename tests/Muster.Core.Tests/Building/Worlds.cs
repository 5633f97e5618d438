using CsCheck;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Tests.Building;

/// <summary>Random worlds: some events, a sync, some more events. Small on purpose, so that cycles, diamonds and clashes are common.</summary>
internal static class Worlds
{
    private const int Words = 6;
    private static readonly string[] Names = ["ada", "grace", "joan", "mary", "hedy", "rosa", "lise"];

    /// <summary>Anything may happen, unfinished reads included.</summary>
    public static readonly Gen<Story> Any = Stories(withUnfinishedReads: true);

    /// <summary>Everything was read to its end.</summary>
    public static readonly Gen<Story> ReadWhole = Stories(withUnfinishedReads: false);

    /// <summary>What happens between two syncs; changes of rules are left out, since after them a plan is full.</summary>
    public static readonly Gen<Event[][]> Rounds = Event(-8, 34, people: false)
        .Where(happened => happened.Kind is not (30 or -1 or -3))
        .Array[0, 8]
        .Array[1, 4];

    /// <summary>Anything but users who follow nobody: while there are such, a plan is full.</summary>
    public static readonly Gen<Story> Following = Stories(withUnfinishedReads: true, people: false);

    private static Gen<Story> Stories(bool withUnfinishedReads, bool people = true) =>
        from rule in Gen.Int[0, 5]
        from autoImport in Gen.Bool
        from before in Event(0, 21, people).Array[0, 40]
        from after in Event(-8, withUnfinishedReads ? 34 : 30, people).Array[0, 18]
        select new Story(rule, autoImport, before, after);

    private static Gen<Event> Event(int first, int last, bool people = true) =>
        from kind in Gen.Frequency((20, Gen.Int[first, last]), (people ? 3 : 0, Gen.Int[35, 39]), (3, Gen.Int[50, 55]))
        from left in Gen.Int[0, Words - 1]
        from right in Gen.Int[0, Names.Length - 1]
        select new Event(kind, left, right);

    public static World Build(Story story)
    {
        var world = new World().User(Names[..4]);
        for (var i = 0; i < Words; i++)
            world.Group($"g{i}");
        world.AutoImport = story.AutoImport;
        SetRule(world, story.Rule);
        foreach (var happened in story.Before)
            Happen(world, happened);
        world.Synced();
        foreach (var happened in story.After)
            Happen(world, happened);
        return world;
    }

    private static string Address(int number) => $"mail{number}@example.org";

    private static void SetRule(World world, int rule)
    {
        var it = UserConditionParser.ParseStored("department = IT");
        world.Rule = rule switch
        {
            0 or 1 => new ImportRule.Everyone(),
            2 => new ImportRule.MembersOf([world.Some("g0").Id, world.Some("g1").Id]),
            3 => new ImportRule.Where(it),
            4 => new ImportRule.HandPicked([world.Someone("ada").Id, world.Someone("grace").Id]),
            _ => null,
        };
    }

    private static void Except(World world, Event happened)
    {
        var groups = world.Platform.Groups.Values.ToList();
        var users = world.Platform.Users.Values.ToList();
        if (groups.Count == 0 || users.Count == 0)
            return;
        var (group, user) = (groups[happened.Left % groups.Count].Key, users[happened.Right % users.Count].Key);
        var relation = happened.Kind == -8 ? MembershipRelation.Owner : MembershipRelation.Member;
        if (world.Platform.Users[user].IsLocal)
            return;
        if (world.Platform.Exceptions.Any(other => (other.Group, other.User, other.Relation) == (group, user, relation)))
            return;
        var kind = happened.Kind is -4 or -5 ? ExceptionKind.Exclude : ExceptionKind.Include;
        DateTimeOffset? until = happened.Right % 3 == 0 ? null : world.Now.AddDays(1 + (happened.Left % 3));
        world.Platform.Except(group, user, kind, world.Now, until, relation);
    }

    public static void Happen(World world, Event happened)
    {
        var word = $"g{happened.Left}";
        var other = $"g{happened.Right % Words}";
        var name = Names[happened.Right];
        var evidence = happened.Kind % 2 == 0 ? Evidence.Stated : Evidence.Inferred;
        switch (happened.Kind)
        {
            case -1:
                world.Synced();
                break;
            case -2:
                world.Now = world.Now.AddDays(happened.Left);
                break;
            case -3:
                world.Protect(name);
                break;
            case < 0:
                Except(world, happened);
                break;
            case <= 4:
                world.Group(word, name);
                break;
            case <= 9:
                world.Nest(word, other);
                break;
            case <= 11:
                world.Own(word, name);
                break;
            case 12:
                world.Named(word, $"g{happened.Right}");
                break;
            case 13:
                world.Someone(name).Department = "IT";
                break;
            case 14:
                world.State(name, (DirectoryUserState)(happened.Left % 5));
                break;
            case <= 19 when world.Platform.Groups.Values.All(group => group.Name != word && group.DirectoryKey != world.Some(word).Key):
                world.Wait(word, happened.Kind == 19 ? LinkState.Local : LinkState.Unmatched);
                break;
            case 20 or 21 when world.Platform.Users.Count > 0 && world.Platform.Groups.Count > 0:
                var groups = world.Platform.Groups.Values.ToList();
                var users = world.Platform.Users.Values.Where(user => user.Active).ToList();
                if (users.Count > 0)
                    world.Platform.AddLocal(
                        groups[happened.Left % groups.Count].Name,
                        users[happened.Right % users.Count].Key,
                        happened.Kind == 20 ? MembershipRelation.Member : MembershipRelation.Owner
                    );
                break;
            case 22 or 23:
                world.Leave(word, name, evidence);
                break;
            case 24 or 25:
                world.Unnest(word, other, evidence);
                break;
            case 26 or 27:
                world.Disown(word, name, evidence);
                break;
            case 28 or 29:
                world.Presence(word, evidence == Evidence.Stated ? ObjectPresence.RemovedStated : ObjectPresence.RemovedInferred);
                break;
            case 30:
                SetRule(world, happened.Right % 6);
                break;
            case 31:
                world.PartlyRead(word);
                break;
            case 32:
                world.Presence(word, ObjectPresence.Unseen);
                break;
            case 33:
                world.Some(word).OnPremises = true;
                break;
            case 35:
                world.Someone(name).Mail = Address(happened.Left % 3);
                break;
            case 36:
                world.Someone(name).EmployeeId = $"{happened.Left % 3}";
                break;
            case 37:
                world.LocalUser($"{name.ToUpperInvariant()}@example.org", mail: happened.Left % 2 == 0 ? Address(happened.Left % 3) : null);
                break;
            case 38:
                world.LocalUser(mail: Address(happened.Left % 3).ToUpperInvariant(), employeeId: $"{happened.Right % 3}");
                break;
            case 39 when world.Platform.Users.Values.FirstOrDefault(user => user.IsLocal) is { } local:
                world.Platform.Change(happened.Left % 2 == 0 ? local with { KeptApart = true } : local with { Active = false });
                break;
            case 34 when happened.Left % 2 == 0:
                world.UsersRead = false;
                break;
            case 34:
                world.GroupsRead = false;
                break;
            case 50:
                world.Policies = world.Policies with { Nesting = (NestingPolicy)(happened.Right % 3) };
                break;
            case 51 when happened.Right % 3 == 0:
                world.Policies = world.Policies with { CreateGroupsLike = ValueList.Of<string>([$"{{{word},{other}}}"]) };
                break;
            case >= 50 when world.Platform.Groups.Values.ToList() is { Count: > 0 } some:
                world.Platform.Configure(
                    some[happened.Left % some.Count].Key,
                    settings =>
                        happened.Kind switch
                        {
                            51 => settings with { OnRename = (RenamePolicy)(happened.Right % 3) },
                            52 => settings with { OnSourceDeleted = (SourceDeletedPolicy)(happened.Right % 2) },
                            53 => settings with { LocalMembers = (LocalMembersPolicy)(happened.Right % 2) },
                            _ => settings with { Nesting = (NestingPolicy)(happened.Right % 3) },
                        }
                );
                break;
        }
    }
}

/// <summary>How a random world came about; printed when a property fails.</summary>
internal sealed record Story(int Rule, bool AutoImport, Event[] Before, Event[] After)
{
    public override string ToString() =>
        $"rule {Rule}, auto {AutoImport}, before [{string.Join(' ', Before.Select(e => e.ToString()))}], after [{string.Join(' ', After.Select(e => e.ToString()))}]";
}

/// <summary>Something that happens to a group and a person or another group.</summary>
internal readonly record struct Event(int Kind, int Left, int Right)
{
    public override string ToString() => $"{Kind}:{Left},{Right}";
}
