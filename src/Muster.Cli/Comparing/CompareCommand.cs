using System.CommandLine;

namespace Muster.Cli.Comparing;

/// <summary><c>muster compare</c></summary>
internal static class CompareCommand
{
    public static Command Create(Cli cli)
    {
        var asked = new ComparisonOptions();
        var limit = new Option<int>("--limit")
        {
            Description = "At most this many differences; 0 for all",
            DefaultValueFactory = _ => 200,
            HelpName = "N",
        };
        var skip = new Option<int>("--skip") { Description = "Leave out so many first: where the page before ended", HelpName = "N" };
        var command = new Command("compare", "Show what differs between two moments: memberships, owners, groups and users")
        {
            limit,
            skip,
        }.WithExamples(
            "muster compare --from -7d",
            "muster compare --from run:12 --to run:15 --group \"IT Support\" --json",
            "muster compare --from 2026-01-01 --to 2026-01-31 --user ada@contoso.com --limit 0"
        );
        asked.AddTo(command);
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
                var (_, _, comparison) = await asked.FindAsync(call, muster, cancellationToken);
                await ComparisonOutput.ShowAsync(call, comparison, call.Get(skip), most, cancellationToken);
                return ExitCodes.Fine;
            }
        );
        return command;
    }
}
