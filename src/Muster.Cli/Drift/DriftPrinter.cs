using System.Globalization;
using Muster.Cli.Terminals;
using Muster.Engine.Drift;
using Spectre.Console;

namespace Muster.Cli.Drift;

/// <summary>Shows differences as a table or as JSON Lines, and says what becomes of them.</summary>
internal sealed class DriftPrinter(Invocation call, DriftReport report, bool filtered)
{
    private readonly Table _table = Tables.New("Group", "Person", "Differs", "Why", "By");

    public async Task PrintAsync(IReadOnlyList<DriftRow> rows, Page page, CancellationToken cancellationToken)
    {
        var shown = await Listing.WorkedOutAsync(call, page, rows.ToAsyncEnumerable(), Place, DriftJson.Write, Add, cancellationToken);
        if (call.Terminal.Json)
        {
            Listing.EndLines(call, shown, "difference", "");
            return;
        }
        if (!report.Compared)
            call.Terminal.Note(
                $"[red]■[/] What is stored is damaged so that it cannot be loaded; nothing was compared with the directory."
            );
        if (rows.Count == 0)
            SayNothing();
        else
            Listing.End(call, _table, shown, "difference", "");
        if (rows.Count > 0 && rows.All(row => row.State == DriftState.Allowed) && !filtered)
            SayNothing();
        Note(rows);
    }

    private static string Place(DriftRow row) =>
        Places.Of(
            JsonFormat.Word(row.What),
            JsonFormat.Word(row.Kind),
            row.Group?.ToString(CultureInfo.InvariantCulture) ?? row.GroupName,
            row.User?.ToString(CultureInfo.InvariantCulture) ?? row.Person?.UserPrincipalName,
            row.Detail
        );

    private void SayNothing()
    {
        if (filtered)
            call.Terminal.Say(
                $"No differences of that kind. {(report.Rows.Count > 0 ? "There are others: muster drift" : "There are no others either.")}"
            );
        else
            call.Terminal.Say($"[green]✓[/] No drift: the platform equals the directory as last read{AsOf}.");
    }

    private string AsOf => report.LastRead is { } read ? $", {Numbers.Instant(read.At)} (run {read.Run})" : "";

    private void Add(DriftRow row) =>
        _table.Add(
            Tables.Text(row.GroupName ?? (row.Group is null ? "" : $"group {row.Group}")),
            Tables.Text(row.User is null ? "" : DriftWords.Person(row)),
            Tables.Text(DriftWords.Differs(row)),
            Tables.Text(DriftWords.Why(row), DriftStyle.Of(row)),
            Tables.Text(DriftWords.By(row))
        );

    /// <summary>What to do about each sort of difference, that which is done by itself included.</summary>
    private void Note(IReadOnlyList<DriftRow> rows)
    {
        int Count(DriftState state) => rows.Count(row => row.State == state);
        if (Count(DriftState.Damaged) is > 0 and var damaged)
            call.Terminal.Note(
                $"[red]■[/] {Numbers.Of(damaged, "difference")} {(damaged == 1 ? "is" : "are")} damage: no run of Muster made it so. Check the history: muster audit verify. If it is whole: muster audit repair"
            );
        if (Count(DriftState.Heals) is > 0 and var heals)
            call.Terminal.Note(
                $"[grey]The next sync puts {(heals == 1 ? "1 difference" : $"{Numbers.Of(heals)} differences")} right, within the guard rails; to do it now: muster drift --heal[/]"
            );
        if (Count(DriftState.ReportOnly) is > 0 and var reported)
            call.Terminal.Note(
                $"[yellow]■[/] {Numbers.Of(reported, "difference")} in groups that only report drift: no sync touches {(reported == 1 ? "it" : "them")}. To put {(reported == 1 ? "it" : "them")} right: muster drift --heal"
            );
        foreach (var name in rows.Where(row => row.State == DriftState.Paused).Select(row => row.GroupName).Distinct().Take(5))
            call.Terminal.Note(
                $"[yellow]■[/] '{name}' is paused, and nothing touches it before that ends: muster groups resume \"{name}\""
            );
        if (Count(DriftState.Allowed) is > 0 and var allowed)
            call.Terminal.Note($"[grey]{Numbers.Of(allowed, "difference")} kept by the policy localMembers; that is no drift.[/]");
    }
}
