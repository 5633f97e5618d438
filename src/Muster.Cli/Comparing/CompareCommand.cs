using System.CommandLine;
using Muster.Cli.Groups;
using Muster.Cli.Users;
using Muster.Engine.Platform;
using Muster.Server;
using Muster.Server.Past;

namespace Muster.Cli.Comparing;

/// <summary><c>muster compare</c></summary>
internal static class CompareCommand
{
    public static Command Create(Cli cli)
    {
        var from = new Option<string?>("--from")
        {
            Description = "The earlier time: 2026-01-31, 2026-01-31T18:00+01:00, -7d, run:12 …",
            HelpName = "TIME",
            Required = true,
        };
        var to = Moments.Option("--to", "The later time; the present without it");
        var groups = new Option<string[]>("--group") { Description = "Only these groups, by the name of either time", HelpName = "NAME" };
        var user = new Option<string?>("--user") { Description = "Only this person", HelpName = "USER" };
        var limit = new Option<int>("--limit")
        {
            Description = "At most this many differences; 0 for all",
            DefaultValueFactory = _ => 200,
            HelpName = "N",
        };
        var skip = new Option<int>("--skip") { Description = "Leave out so many first: where the page before ended", HelpName = "N" };
        var command = new Command("compare", "Show what differs between two moments: memberships, owners, groups and users")
        {
            from,
            to,
            groups,
            user,
            limit,
            skip,
        }.WithExamples(
            "muster compare --from -7d",
            "muster compare --from run:12 --to run:15 --group \"IT Support\" --json",
            "muster compare --from 2026-01-01 --to 2026-01-31 --user ada@contoso.com --limit 0"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var most = PageOptions.Limit(call, limit);
                if (call.Get(skip) < 0)
                    throw new UserErrorException(
                        ExitCodes.WrongUsage,
                        $"--skip is {call.Get(skip)}. Give how many rows to leave out, from 0 up."
                    );
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var earlier = await Moments.FindAsync(call, muster, from, cancellationToken);
                var later = await Moments.FindAsync(call, muster, to, cancellationToken);
                if (earlier.Revision > later.Revision)
                    throw new UserErrorException(
                        ExitCodes.WrongUsage,
                        $"--from ({call.Get(from)}, revision {earlier.Revision}) lies after --to ({call.Get(to)}, revision {later.Revision}). Change them over."
                    );
                var comparison = new Comparison(
                    muster.Database.History,
                    earlier.Revision,
                    later.Revision,
                    await GroupsAsync(muster, call.Get(groups) ?? [], earlier, later, cancellationToken),
                    await PersonAsync(muster, call.Get(user), earlier, later, cancellationToken)
                );
                await ComparisonOutput.ShowAsync(call, comparison, call.Get(skip), most, cancellationToken);
                return ExitCodes.Fine;
            }
        );
        return command;
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
