using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Engine.Exceptions;
using Spectre.Console;

namespace Muster.Cli.Exceptions;

/// <summary><c>muster exceptions show</c></summary>
internal static class ShowExceptionCommand
{
    public static Command Create(Cli cli)
    {
        var id = new Argument<long>("ID") { Description = "Number of the exception" };
        var command = new Command("show", "Show an exception with its past, also after it has ended") { id }.WithExamples(
            "muster exceptions show 3",
            "muster exceptions show 3 --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var history = await muster.Database.Exceptions.HistoryAsync(call.Get(id), cancellationToken);
                if (history.Count == 0)
                    throw new UserErrorException(
                        ExitCodes.NotFound,
                        $"There is no exception {call.Get(id)}. List them with: muster exceptions list"
                    );
                var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
                var names = await ExceptionNames.LoadAsync(muster, [history[^1].Exception], revision, cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => Write(json, history, names, call.Clock.GetUtcNow()));
                else
                    Print(call, history, names);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<ExceptionVersion> history, ExceptionNames names, DateTimeOffset now)
    {
        var last = history[^1];
        json.WriteStartObject();
        json.WritePropertyName("exception");
        names.Write(json, last.Exception, last.ToRevision is null ? names.State(last.Exception, now) : "ended");
        json.Instant("endedAt", last.Ended?.At);
        json.Text("endedBy", last.Ended?.By);
        json.Text("endReason", last.Ended?.Reason);
        json.WriteStartArray("versions");
        foreach (var version in history)
        {
            json.WriteStartObject();
            json.WriteNumber("fromRevision", version.FromRevision);
            if (version.ToRevision is { } to)
                json.WriteNumber("toRevision", to);
            else
                json.WriteNull("toRevision");
            json.Instant("until", version.Exception.Until);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Print(Invocation call, IReadOnlyList<ExceptionVersion> history, ExceptionNames names)
    {
        var last = history[^1];
        var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn();
        void Row(string label, string value) => grid.AddRow(new Markup($"[grey]{label}[/]"), Tables.Text(value));
        Row("Exception", $"{last.Exception.Id}, {names.Sentence(last.Exception)}");
        Row("Made", $"{Numbers.Instant(last.Exception.From)} by {last.Exception.Author}");
        foreach (var version in history.Skip(1))
            Row(
                "Moved",
                $"in revision {version.FromRevision}, to {(version.Exception.Until is { } until ? Numbers.Instant(until) : "no end")}"
            );
        Row(
            "State",
            last.Ended is { } ended
                ? $"ended {Numbers.Instant(ended.At)} by {ended.By}: {ended.Reason}"
                : names.State(last.Exception, call.Clock.GetUtcNow()) switch
                {
                    "due" => "its end has come; the next sync ends it",
                    "idle" => "stands without effect: the person is suspended",
                    _ => "stands",
                }
        );
        call.Terminal.Out.Write(grid);
    }
}
