using System.Globalization;
using System.Text;
using System.Text.Json;
using Muster.Engine.Auditing;
using Muster.Engine.Plans;
using Muster.Server.Access;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Plans;

/// <summary>What people say about plans, and that they ask for approval: entries of the audit log, so that nothing said is ever changed or lost.</summary>
internal sealed class PlanNotes(MusterInstance muster, IAuditLog audit, TimeProvider clock)
{
    // What it says is kept and read by several people; pages tell it to each.
    private static readonly Texts T = Texts.English;

    /// <summary>Most characters of a comment.</summary>
    public const int Longest = 1000;

    /// <summary>The word of an audit entry that is a comment.</summary>
    public const string Commented = "plan.commented";

    /// <summary>The word of an audit entry by which somebody asks for approval.</summary>
    public const string Asked = "plan.approvalAsked";

    private const string Text = "text";

    /// <summary>Says something about a plan, whatever became of it.</summary>
    /// <returns>The comment as it is kept, whoever else said something at the same moment.</returns>
    /// <exception cref="WorkFailedException">The text is empty, too long or no text.</exception>
    public async Task<PlanNote> CommentAsync(StoredPlan plan, string actor, string text, CancellationToken cancellationToken)
    {
        var number = await AppendAsync(Commented, plan, actor, Checked(text), cancellationToken);
        // It is said and stays: whoever has gone meanwhile must not make a repetition of it.
        return (await CommentsAsync(plan.Id, number - 1, 1, CancellationToken.None)).Single();
    }

    /// <summary>Asks those who may decide about a plan to do so. Asked for again by the same person, it is asked once.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="note">What they should know; empty for nothing.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="WorkFailedException">The plan does not wait any more, or the note is too long.</exception>
    public async Task AskAsync(StoredPlan plan, string actor, string? note, CancellationToken cancellationToken)
    {
        if (!plan.Waits)
            throw new WorkFailedException(T["Plan {0} does not wait for a decision; it is {1}.", plan.Id, PlanStates.Word(T, plan.State)]);
        var said = string.IsNullOrWhiteSpace(note) ? null : Checked(note);
        if ((await AskedAsync(plan, cancellationToken)).Any(ask => SecondPerson.IsSame(ask.By, actor)))
            return;
        await AppendAsync(Asked, plan, actor, said, cancellationToken);
    }

    /// <summary>Comments on a plan, the oldest first.</summary>
    /// <param name="plan">Number of the plan.</param>
    /// <param name="after">Only those behind this number; 0 for the first.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyList<PlanNote>> CommentsAsync(long plan, long after, int limit, CancellationToken cancellationToken) =>
        [.. (await muster.Database.Reviews.EntriesAsync(Commented, Subject(plan), after, limit, cancellationToken)).Select(Of)];

    /// <summary>How many comments there are on a plan.</summary>
    public Task<long> CountAsync(long plan, CancellationToken cancellationToken) =>
        muster.Database.Reviews.CountAsync(Commented, Subject(plan), cancellationToken);

    /// <summary>Who asked for approval of a plan, the first first; nobody once it is decided.</summary>
    public async Task<IReadOnlyList<PlanNote>> AskedAsync(StoredPlan plan, CancellationToken cancellationToken) =>
        plan.Waits
            ? [.. (await muster.Database.Reviews.EntriesAsync(Asked, Subject(plan.Id), 0, Longest, cancellationToken)).Select(Of)]
            : [];

    /// <summary>Plans that wait and for which somebody asked for approval, the one asked for last first; each once, with who asked first.</summary>
    public async Task<IReadOnlyList<AskedPlan>> WaitingAsync(CancellationToken cancellationToken)
    {
        var entries = await muster.Database.Reviews.OfWaitingPlansAsync(Asked, clock.GetUtcNow(), cancellationToken);
        return
        [
            .. entries
                .GroupBy(entry => entry.Plan)
                .Select(same => same.Last())
                .Select(first => new AskedPlan(first.Plan, first.Connection, first.IsHeld, first.Entry.Actor, first.Entry.At)),
        ];
    }

    /// <summary>What is wrong with a comment; null when nothing is.</summary>
    public static string? Fault(Texts T, string text)
    {
        var length = Plain(text).Length;
        return length is 0 or > Longest ? T["Type 1 to {0} characters; this has {1}.", Words.Number(T, Longest), Words.Number(T, length)]
            : IsText(Plain(text)) ? null
            : T["There are characters in it that are no text. Type it again without them."];
    }

    private static string Checked(string text) => Fault(T, text) is { } fault ? throw new WorkFailedException(fault) : Plain(text);

    private Task<long> AppendAsync(string action, StoredPlan plan, string actor, string? text, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            actor,
            action,
            Subject(plan.Id),
            [("plan", plan.Id), ("connection", plan.Connection), (Text, text)],
            cancellationToken
        );

    private static string Plain(string text) => text.ReplaceLineEndings("\n").Trim();

    private static bool IsText(string text) =>
        !text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\t')) && !HasHalfLetters(text);

    private static bool HasHalfLetters(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty; )
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var taken) != System.Buffers.OperationStatus.Done)
                return true;
            rest = rest[taken..];
        }
        return false;
    }

    private static string Subject(long plan) => string.Create(CultureInfo.InvariantCulture, $"plan {plan}");

    private static PlanNote Of(AuditEntry entry)
    {
        using var detail = JsonDocument.Parse(entry.Detail);
        return new PlanNote(
            entry.Number,
            entry.At,
            entry.Actor,
            detail.RootElement.TryGetProperty(Text, out var text) ? text.GetString() ?? "" : ""
        );
    }
}

/// <summary>Something that somebody said about a plan.</summary>
/// <param name="Number">Number of the audit entry.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Text">What; empty where nothing was said with it.</param>
public sealed record PlanNote(long Number, DateTimeOffset At, string By, string Text);

/// <summary>A plan for which somebody asked for approval.</summary>
/// <param name="Plan">Number of the plan.</param>
/// <param name="Connection">Key of its connection; null for none.</param>
/// <param name="IsHeld">Whether a guard rail holds it.</param>
/// <param name="By">Who asked first.</param>
/// <param name="At">Since when.</param>
internal sealed record AskedPlan(long Plan, int? Connection, bool IsHeld, string By, DateTimeOffset At)
{
    /// <summary>Whether somebody is among those who are asked.</summary>
    public bool IsFor(Caller? caller) =>
        caller is not null && caller.May(IsHeld ? Right.Approve : Right.Apply, Connection) && !SecondPerson.IsSame(By, caller.Name);
}
