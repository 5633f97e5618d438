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
        var asked = new AuditOptions();
        var command = new Command("list", "List audit entries in order").WithExamples(
            "muster audit list --limit 20",
            "muster audit list --action run.* --from -7d --json",
            "muster audit list --subject \"IT Support\" --actor ada"
        );
        asked.AddTo(command);
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var filter = await asked.ReadAsync(call, muster, cancellationToken) with { After = page.Number ?? 0 };
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
