using System.CommandLine;
using Muster.Cli.Groups;
using Muster.Cli.Users;
using Muster.Engine.Platform;
using Muster.Server;
using Muster.Server.Past;

namespace Muster.Cli.Comparing;

/// <summary>Which two moments are compared, and what of them.</summary>
internal sealed class ComparisonOptions
{
    private readonly Option<string?> _from = new("--from")
    {
        Description = "The earlier time: 2026-01-31, 2026-01-31T18:00+01:00, -7d, run:12 …",
        HelpName = "TIME",
        Required = true,
    };
    private readonly Option<string?> _to = Moments.Option("--to", "The later time; the present without it");
    private readonly Option<string[]> _groups = new("--group")
    {
        Description = "Only these groups, by the name of either time",
        HelpName = "NAME",
    };
    private readonly Option<string?> _user = new("--user") { Description = "Only this person", HelpName = "USER" };

    public void AddTo(Command command)
    {
        command.Add(_from);
        command.Add(_to);
        command.Add(_groups);
        command.Add(_user);
    }

    /// <summary>The groups that were named; none for all.</summary>
    public string[] Groups(Invocation call) => call.Get(_groups) ?? [];

    /// <summary>The person who was named; null for all.</summary>
    public string? User(Invocation call) => call.Get(_user);

    /// <summary>The moments, told on standard error, and what differs between them.</summary>
    /// <exception cref="UserErrorException">A time is none, they are the wrong way round, or a group or person was there at neither.</exception>
    public async Task<(Moment Earlier, Moment Later, Comparison Comparison)> FindAsync(
        Invocation call,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var earlier = await Moments.FindAsync(call, muster, _from, cancellationToken);
        var later = await Moments.FindAsync(call, muster, _to, cancellationToken);
        if (earlier.Revision > later.Revision)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--from ({call.Get(_from)}, revision {earlier.Revision}) lies after --to ({call.Get(_to)}, revision {later.Revision}). Change them over."
            );
        var comparison = new Comparison(
            muster.Database.History,
            earlier.Revision,
            later.Revision,
            await GroupsAsync(muster, Groups(call), earlier, later, cancellationToken),
            await PersonAsync(muster, User(call), earlier, later, cancellationToken)
        );
        return (earlier, later, comparison);
    }

    private static async Task<IReadOnlySet<int>?> GroupsAsync(
        MusterInstance muster,
        string[] names,
        Moment earlier,
        Moment later,
        CancellationToken cancellationToken
    )
    {
        if (names.Length == 0)
            return null;
        var keys = new HashSet<int>();
        foreach (var name in names)
        {
            var before = await muster.Database.Platform.FindGroupsAsync(name, earlier.Revision, cancellationToken);
            if (before.Count > 0)
                keys.UnionWith(before.Select(group => group.Key));
            else
                keys.Add((await GroupLookup.FindAsync(muster, name, later.Revision, cancellationToken)).Key);
        }
        return keys;
    }

    private static async Task<UserRow?> PersonAsync(
        MusterInstance muster,
        string? text,
        Moment earlier,
        Moment later,
        CancellationToken cancellationToken
    )
    {
        if (text is null)
            return null;
        var before = await muster.Database.Platform.FindUsersAsync(text, earlier.Revision, cancellationToken);
        return await UserCommands.FindAsync(muster, text, before.Count > 0 ? earlier.Revision : later.Revision, cancellationToken);
    }
}
