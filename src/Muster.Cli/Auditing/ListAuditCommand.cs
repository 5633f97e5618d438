using System.CommandLine;
using System.Globalization;
using Muster.Cli.Terminals;
using Muster.Engine.Auditing;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Muster.Cli.Auditing;

/// <summary><c>muster audit list</c></summary>
internal static class ListAuditCommand
{
    public static Command Create(Cli cli)
    {
        var pages = PageOptions.Upwards();
        var actor = new Option<string?>("--actor") { Description = "Only what somebody did whose name contains this", HelpName = "TEXT" };
        var action = new Option<string?>("--action")
        {
            Description = "Only this action, such as run.applied, or all that begin alike, such as run.*",
            HelpName = "WORD",
        };
        var subject = new Option<string?>("--subject")
        {
            Description = "Only what was done to things whose name contains this",
            HelpName = "TEXT",
        };
        var from = Moments.Option("--from", "Only entries from this time on (see --at of other lists)");
        var to = Moments.Option("--to", "Only entries up to this time");
        var command = new Command("list", "List audit entries in order") { actor, action, subject, from, to }.WithExamples(
            "muster audit list --limit 20",
            "muster audit list --action run.* --from -7d --json",
            "muster audit list --subject \"IT Support\" --actor ada"
        );
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var filter = new AuditFilter
                {
                    After = page.Number ?? 0,
                    Actor = call.Get(actor),
                    Action = call.Get(action),
                    Subject = call.Get(subject),
                    From = await Moments.InstantAsync(call, muster, from, cancellationToken),
                    To = await Moments.InstantAsync(call, muster, to, cancellationToken),
                };
                if (filter.From > filter.To)
                    throw new UserErrorException(
                        ExitCodes.WrongUsage,
                        $"--from ({Numbers.Instant(filter.From.Value)}) lies after --to ({Numbers.Instant(filter.To.Value)})."
                    );
                // On a narrow terminal who gives way; --json has it.
                var wide = call.Terminal.Out.Profile.Width >= Tables.Wide;
                string[] by = wide ? ["By"] : [];
                var table = Tables.New(["#Entry", "=At, UTC", "=Action", "Subject", .. by]);
                var shown = await Listing.StoredAsync(
                    call,
                    page,
                    muster.Database.Audit.EntriesAsync(filter, cancellationToken),
                    muster.Database.Audit.CountAsync(filter, cancellationToken),
                    entry => entry.Number.ToString(CultureInfo.InvariantCulture),
                    AuditJson.Write,
                    entry => AddTo(call.Terminal, table, entry, wide),
                    cancellationToken
                );
                Listing.End(
                    call,
                    table,
                    shown,
                    "entry",
                    filter with { After = 0 } == AuditFilter.All ? "Nothing was done yet." : "Nothing fits; leave out a filter."
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void AddTo(Terminal terminal, Table table, AuditEntry entry, bool wide)
    {
        IEnumerable<IRenderable> by = wide ? [Tables.Text(entry.Actor)] : [];
        table.AddRow([
            Tables.Number(entry.Number),
            Tables.Time(terminal, entry.At),
            Tables.Text(entry.Action),
            Tables.Text(entry.Subject),
            .. by,
        ]);
    }
}
