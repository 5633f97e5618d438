using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Core.Matching;
using Muster.Core.Reporting;
using Muster.Engine.Platform;
using Muster.Server.Groups;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups report</c></summary>
internal sealed class GroupReportCommand
{
    private readonly Option<string[]> _only = new("--only")
    {
        Description = $"Only these findings: {string.Join(", ", Enum.GetValues<GroupFinding>().Select(JsonFormat.Word))}",
        HelpName = "FINDING",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<int> _within = new("--within")
    {
        Description = "Review dates within so many days count as due",
        DefaultValueFactory = _ => 0,
        HelpName = "DAYS",
    };
    private readonly Option<string?> _search = new("--search") { Description = "Only groups whose name contains this", HelpName = "TEXT" };
    private readonly PageOptions _pages = PageOptions.Upwards();
    private readonly Option<string?> _at = Moments.Option();

    public static Command Create(Cli cli)
    {
        var options = new GroupReportCommand();
        var command = new Command(
            "report",
            "List groups that somebody should tidy up: without purpose, accountable person or review, empty, off the naming conventions"
        )
        {
            options._only,
            options._within,
            options._search,
            options._at,
        }.WithExamples("muster groups report --only noPurpose noAccountable", "muster groups report --only reviewDue --within 30 --json");
        options._pages.AddTo(command);
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var only = (call.Get(_only) ?? []).Select(Finding).ToHashSet();
        if (call.Get(_within) is < 0 or > 3660)
            throw new UserErrorException(ExitCodes.WrongUsage, $"--within is {call.Get(_within)}. Give a number of days from 0 to 3660.");
        var page = _pages.Read(call);
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var moment = await Moments.FindAsync(call, muster, _at, cancellationToken);
        var revision = moment.Revision;
        var today = DateOnly.FromDateTime((moment.At ?? call.Clock.GetUtcNow()).UtcDateTime);
        var patterns = (await muster.Policies.OfWorkspaceAsync(cancellationToken)).GroupNamePatterns;
        var suspended = await SuspendedNames.AtAsync(muster, revision, cancellationToken);
        var review = new GroupReview(NamePattern.ParseAll(patterns), today.AddDays(call.Get(_within)), suspended.Contains);
        var table = Tables.New("Group", "What", "Accountable", "Review on", "#Members");
        var shown = await Listing.WorkedOutAsync(
            call,
            page,
            muster
                .Database.Platform.GroupRowsAsync(revision, call.Get(_search), cancellationToken)
                .Select(group => (Group: group, Findings: Findings(review, group, only)))
                .Where(row => row.Findings.Count > 0),
            row => Places.Of(row.Group.Name),
            (json, row) => Write(json, row.Group, row.Findings),
            row =>
                table.Add(
                    Tables.Text(row.Group.Name),
                    Tables.Text(string.Join(", ", row.Findings.Select(Words))),
                    Tables.Text(row.Group.Settings.Accountable),
                    Tables.Text(row.Group.Settings.ReviewOn is { } day ? $"{day:yyyy-MM-dd}" : ""),
                    Tables.Number(row.Group.Members)
                ),
            cancellationToken
        );
        Listing.End(call, table, shown, "group", "Nothing to tidy up.");
        return ExitCodes.Fine;
    }

    private static List<GroupFinding> Findings(GroupReview review, GroupRow group, HashSet<GroupFinding> only) =>
        [
            .. review
                .Findings(group.Name, group.Settings, group.Link, group.Members)
                .Where(finding => only.Count == 0 || only.Contains(finding)),
        ];

    private static GroupFinding Finding(string word) =>
        Enum.GetValues<GroupFinding>()
            .Where(finding => string.Equals(JsonFormat.Word(finding), word, StringComparison.OrdinalIgnoreCase))
            .ToList()
            is [var only]
            ? only
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--only is '{word}', but takes {string.Join(", ", Enum.GetValues<GroupFinding>().Select(JsonFormat.Word))}."
            );

    private static string Words(GroupFinding finding) =>
        finding switch
        {
            GroupFinding.NoPurpose => "no purpose",
            GroupFinding.NoAccountable => "nobody accountable",
            GroupFinding.AccountableSuspended => "accountable person suspended",
            GroupFinding.ReviewDue => "review due",
            GroupFinding.NoReviewDate => "no review date",
            GroupFinding.OffConvention => "off the naming conventions",
            GroupFinding.Empty => "empty",
            _ => "does not follow the directory",
        };

    private static void Write(Utf8JsonWriter json, GroupRow group, List<GroupFinding> findings)
    {
        json.WriteStartObject();
        json.WriteString("name", group.Name);
        json.Texts("findings", findings.Select(JsonFormat.Word));
        json.Text("purpose", group.Settings.Purpose);
        json.Text("accountable", group.Settings.Accountable);
        json.Text("reviewOn", group.Settings.ReviewOn is { } day ? $"{day:yyyy-MM-dd}" : null);
        json.WriteString("link", JsonFormat.Word(group.Link));
        json.WriteNumber("members", group.Members);
        json.WriteEndObject();
    }
}
