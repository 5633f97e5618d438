using System.CommandLine;
using System.Text.Json;
using Muster.Engine.Plans;
using Muster.Server;
using Muster.Server.Plans;
using Muster.Server.Ui;

namespace Muster.Cli.Plans;

/// <summary><c>muster plan comment</c> and <c>muster plan ask</c></summary>
internal static class PlanNoteCommands
{
    public static Command Comment(Cli cli)
    {
        var id = StoredPlans.Id();
        var text = new Argument<string>("TEXT")
        {
            Description = $"What you say, 1 to {Numbers.Of(PlanNotes.Longest)} characters; it is kept in the audit log and never changed",
        };
        var command = new Command("comment", "Say something about a plan; whoever may see the plan reads it") { id, text }.WithExamples(
            "muster plan comment 12 \"Agreed with the head of HR\"",
            "muster plan comment 12 \"Ticket 4711\" --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var (notes, plan) = (Of(call, muster), await FindAsync(muster, call.Get(id), cancellationToken));
                Check("TEXT", call.Get(text));
                await notes.CommentAsync(plan, call.Actor, call.Get(text), cancellationToken);
                var said = (await notes.CommentsAsync(plan.Id, 0, int.MaxValue, cancellationToken)).Last(note => note.By == call.Actor);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => PlanNoteJson.Write(json, said, plan.Id));
                call.Terminal.Say($"[green]✓[/] Said about plan {plan.Id}.");
                call.Terminal.Note($"[grey]All comments: muster plan show {plan.Id}[/]");
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    public static Command Ask(Cli cli)
    {
        var id = StoredPlans.Id();
        var note = new Option<string?>("--note")
        {
            Description = $"What they should know; at most {Numbers.Of(PlanNotes.Longest)} characters",
            HelpName = "TEXT",
        };
        var command = new Command(
            "ask",
            "Ask those who may decide about a plan to do so: it stands on their first page of the admin app until it is decided"
        )
        {
            id,
            note,
        }.WithExamples("muster plan ask 12", "muster plan ask 12 --note \"Reorganisation of March, ticket 4711\" --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var (notes, plan) = (Of(call, muster), await FindAsync(muster, call.Get(id), cancellationToken));
                if (!plan.Waits)
                    throw StoredPlans.NotWaiting(plan);
                if (!string.IsNullOrWhiteSpace(call.Get(note)))
                    Check("--note", call.Get(note)!);
                var before = await notes.AskedAsync(plan, cancellationToken);
                await notes.AskAsync(plan, call.Actor, call.Get(note), cancellationToken);
                var asked = await notes.AskedAsync(plan, cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => PlanNoteJson.Write(json, plan, asked));
                else if (asked.Count == before.Count)
                    call.Terminal.Say($"You have asked for approval of plan {plan.Id} already; nothing was done.");
                else
                    call.Terminal.Say($"[green]✓[/] Asked for approval of plan {plan.Id}.");
                call.Terminal.Note($"[grey]It is decided by: muster plan approve {plan.Id} --reason \"…\", or in the admin app[/]");
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    /// <summary>What people said about plans.</summary>
    public static PlanNotes Of(Invocation call, MusterInstance muster) => new(muster, muster.Database.Audit, call.Clock);

    private static void Check(string name, string text)
    {
        if (PlanNotes.Fault(Texts.English, text) is { } fault)
            throw new UserErrorException(ExitCodes.WrongUsage, $"{name}: {fault}");
    }

    private static async Task<StoredPlan> FindAsync(MusterInstance muster, long id, CancellationToken cancellationToken) =>
        await muster.Database.Plans.FindAsync(id, cancellationToken) ?? throw StoredPlans.NotFound(id);
}

/// <summary>What people say about plans, for programs.</summary>
internal static class PlanNoteJson
{
    /// <summary>A comment that was just made.</summary>
    public static void Write(Utf8JsonWriter json, PlanNote note, long plan)
    {
        json.WriteStartObject();
        json.WriteNumber("plan", plan);
        WriteFields(json, note);
        json.WriteEndObject();
    }

    /// <summary>Who asked for approval of a plan.</summary>
    public static void Write(Utf8JsonWriter json, StoredPlan plan, IReadOnlyList<PlanNote> asked)
    {
        json.WriteStartObject();
        json.WriteNumber("plan", plan.Id);
        Write(json, "asked", asked);
        json.WriteEndObject();
    }

    /// <summary>Some of them under a name.</summary>
    public static void Write(Utf8JsonWriter json, string name, IReadOnlyList<PlanNote> notes)
    {
        json.WriteStartArray(name);
        foreach (var note in notes)
        {
            json.WriteStartObject();
            WriteFields(json, note);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteFields(Utf8JsonWriter json, PlanNote note)
    {
        json.WriteNumber("number", note.Number);
        json.Instant("at", note.At);
        json.WriteString("by", note.By);
        json.WriteString("text", note.Text);
    }
}
