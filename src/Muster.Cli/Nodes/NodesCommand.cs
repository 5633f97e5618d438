using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Engine.Nodes;
using Muster.Server.Nodes;
using Muster.Server.Ui;

namespace Muster.Cli.Nodes;

/// <summary><c>muster nodes</c></summary>
internal static class NodesCommand
{
    public static Command Create(Cli cli)
    {
        var command = new Command(
            "nodes",
            "List the processes that serve the installation and how they are, who holds the right to write in the workspace, and which connections are due"
        ).WithExamples("muster nodes", "muster nodes --database postgres://muster@db.example.com/muster --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var report = await muster.NodesAsync(cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => Write(json, report));
                else
                    Print(call.Terminal, report);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void Print(Terminal terminal, NodeReport report)
    {
        if (report.Nodes.Count == 0)
            terminal.Say($"No process serves. Start one with: muster serve");
        else
        {
            var table = Tables.New(
                "=Machine",
                "=Process",
                "=State",
                "#Under way",
                "#Waits",
                "Listens at",
                "=Version",
                "Last sign of life (UTC)"
            );
            foreach (var shown in report.Nodes)
                table.Add(
                    Tables.Text(shown.Node.Identity.Machine),
                    Tables.Text($"{shown.Node.Identity.Process}"),
                    Tables.Text(NodeWords.Word(Texts.English, shown.Node.State)),
                    Tables.Number(shown.Node.Work.Working),
                    Tables.Number(shown.Node.Work.Waiting),
                    Tables.Text(Listens(shown)),
                    Tables.Text(shown.Node.Identity.Version),
                    Tables.Time(terminal, shown.Node.SeenAt)
                );
            terminal.Out.Write(table);
        }
        if (report.Lease is { } lease)
            terminal.Say($"The right to write: {lease.Holder} ({lease.Purpose}), since {Numbers.Instant(lease.Since)}.");
        else
            terminal.Say($"The right to write: nobody has it now.");
        foreach (var queued in report.Queue)
            terminal.Say($"{queued.Connection}, due {Numbers.Instant(queued.Due)}: {NodeWords.Of(Texts.English, queued)}.");
    }

    private static string Listens(ShownNode shown) =>
        shown.Workspace is { } workspace ? $"{shown.Node.Identity.Address} ({workspace})" : shown.Node.Identity.Address;

    private static void Write(Utf8JsonWriter json, NodeReport report)
    {
        json.WriteStartObject();
        json.WriteStartArray("nodes");
        foreach (var shown in report.Nodes)
        {
            json.WriteStartObject();
            json.WriteString("machine", shown.Node.Identity.Machine);
            json.WriteNumber("process", shown.Node.Identity.Process);
            json.WriteString("version", shown.Node.Identity.Version);
            json.WriteNumber("schema", shown.Node.Schema);
            json.WriteString("address", shown.Node.Identity.Address);
            json.Text("workspace", shown.Workspace);
            json.WriteString("state", JsonFormat.Word(shown.Node.State));
            json.Instant("since", shown.Node.Since);
            json.Instant("seenAt", shown.Node.SeenAt);
            json.WriteNumber("working", shown.Node.Work.Working);
            json.WriteNumber("waiting", shown.Node.Work.Waiting);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (report.Lease is { } lease)
        {
            json.WriteStartObject("lease");
            json.WriteString("holder", lease.Holder);
            json.WriteString("purpose", lease.Purpose);
            json.Instant("since", lease.Since);
            json.WriteEndObject();
        }
        else
            json.WriteNull("lease");
        json.WriteStartArray("queue");
        foreach (var queued in report.Queue)
        {
            json.WriteStartObject();
            json.WriteString("connection", queued.Connection);
            json.Instant("due", queued.Due);
            json.Text("holder", queued.Holder);
            json.WriteBoolean("left", queued.IsLeft);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
