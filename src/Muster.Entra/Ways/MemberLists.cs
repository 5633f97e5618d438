using System.Globalization;
using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Core.Reading;
using Muster.Engine.Reading;
using Muster.Entra.Http;
using Muster.Entra.Pages;
using Muster.Entra.Rounds;

namespace Muster.Entra.Ways;

/// <summary>Reads groups by their own lists of members and owners, twenty reads in a request.</summary>
internal sealed class MemberLists(GraphClient client, GraphRoot root, Seeing seeing, IProgress<ReadProgress>? progress)
{
    /// <summary>Steps in one batch, as documented.</summary>
    private const int StepsPerBatch = 20;

    /// <summary>Groups whose facts fill one batch.</summary>
    public const int GroupsAtOnce = StepsPerBatch;

    private static readonly StreamPlan Plan = StreamPlan.Of(DirectoryStream.Groups);
    private static readonly string Facts = GroupRows.Select.Replace(",members,owners", "", StringComparison.Ordinal);
    private readonly Dictionary<ObjectId, GroupFacts> _facts = [];
    private int _batches;
    private long _objects;
    private long _edges;

    /// <summary>
    /// Reads groups whole. One that the directory does not find is left as it is: a replica that lags behind does not find new groups either, and that one is
    /// deleted is for the change stream to say.
    /// </summary>
    public async Task ReadAsync(IReadOnlyList<ObjectId> groups, IMirrorSession session, CancellationToken cancellationToken)
    {
        _facts.Clear();
        await AskAllAsync(
                groups.Select(id => new BatchStep(id, GroupPart.Facts, $"/groups/{id}?$select={Facts}")),
                session,
                cancellationToken
            )
            .ConfigureAwait(false);
        var lists = _facts.Keys.SelectMany(id => new[] { List(id, GroupPart.Members, "members"), List(id, GroupPart.Owners, "owners") });
        await AskAllAsync([.. lists], session, cancellationToken).ConfigureAwait(false);
    }

    private static BatchStep List(ObjectId group, GroupPart part, string name) =>
        new(group, part, $"/groups/{group}/{name}?$select=id&$top={CheapestWay.RowsPerList}");

    private async Task AskAllAsync(IEnumerable<BatchStep> steps, IMirrorSession session, CancellationToken cancellationToken)
    {
        var open = new Queue<BatchStep>(steps);
        while (open.Count > 0)
        {
            var now = new List<BatchStep>();
            while (now.Count < StepsPerBatch && open.TryDequeue(out var step))
                now.Add(step);
            var pause = TimeSpan.Zero;
            var answers = await AskAsync(now, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < now.Count; i++)
                if (RetryRules.IsTransient(answers[i].Status))
                    pause = Longer(pause, Again(now[i], answers[i], open));
                else if (await TakeAsync(now[i], answers[i], session, cancellationToken).ConfigureAwait(false))
                    open.Enqueue(now[i]);
            if (pause > TimeSpan.Zero)
                await client.PauseAsync(pause, Waiting, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<BatchAnswer[]> AskAsync(List<BatchStep> steps, CancellationToken cancellationToken)
    {
        using var answer = await client.AskAsync(root.Address("$batch"), Write(steps), Waiting, cancellationToken).ConfigureAwait(false);
        _batches++;
        // An older edition says 424 for a batch in which a step was throttled; the steps tell themselves what became of them.
        if (answer.Status is not (200 or 424))
            throw RoundFailure.Refused(Plan, root, _batches, initial: false, answer, seeing);
        if (!answer.IsJson || answer.Body.TooLong)
            throw NotABatch($"the answer is {answer.MediaType ?? "of no stated type"}, {answer.Body.Length} bytes");
        try
        {
            var answers = BatchAnswer.Read(answer.Body.Bytes, steps.Count);
            client.Used(answers.Max(step => step.LimitShare));
            client.Charge(
                answers.Sum(step => step.ResourceUnits) - (answers.Any(step => step.ResourceUnits > 0) ? answer.ResourceUnits : 0)
            );
            return answers;
        }
        catch (PageFormatException e)
        {
            throw NotABatch(e.Message, e);
        }
    }

    private static byte[] Write(List<BatchStep> steps)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("requests");
            for (var i = 0; i < steps.Count; i++)
            {
                writer.WriteStartObject();
                writer.WriteString("id", i.ToString(CultureInfo.InvariantCulture));
                writer.WriteString("method", "GET");
                writer.WriteString("url", steps[i].Request);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private TimeSpan Again(BatchStep step, BatchAnswer answer, Queue<BatchStep> open)
    {
        step.Attempts++;
        var wait =
            client.WaitFor(step.Attempts, answer.RetryAfter, step.Waited)
            ?? throw new DirectoryReadException(
                DirectoryFault.Unavailable,
                $"GET {root}{Path(step)} within $batch went on failing after {step.Attempts} attempts; last: status {answer.Status}. Nothing was changed; run again later."
            );
        step.Waited += wait;
        open.Enqueue(step);
        return wait;
    }

    /// <returns>Whether there is another page to ask for.</returns>
    private async Task<bool> TakeAsync(BatchStep step, BatchAnswer answer, IMirrorSession session, CancellationToken cancellationToken)
    {
        if (answer.Status == 404 && step.Part == GroupPart.Facts)
            return false;
        if (answer.Status != 200)
            throw Refused(step, answer);
        try
        {
            return step.Part == GroupPart.Facts
                ? await TakeFactsAsync(step, answer, session, cancellationToken).ConfigureAwait(false)
                : await TakeListAsync(step, answer, session, cancellationToken).ConfigureAwait(false);
        }
        catch (PageFormatException e)
        {
            throw NotABatch($"{Path(step)}: {e.Message}", e);
        }
    }

    private async Task<bool> TakeFactsAsync(BatchStep step, BatchAnswer answer, IMirrorSession session, CancellationToken cancellationToken)
    {
        // One group is a page of one: the same rules read it.
        var rows = new GroupRows();
        DeltaPage.Read([.. "{\"value\":["u8, .. answer.Body, .. "]}"u8], rows);
        if (rows.Changes is not [{ Facts: { } facts } change] || change.Id != step.Group)
            throw new PageFormatException("it is not the group that was asked for");
        if (rows.Nameless is { } id)
            throw RoundFailure.Hidden(Plan, root, _batches, $"group {id} has no name");
        // Whether its members are not shown or not there is the same list; so it is not asked for.
        if (facts.HiddenMembership && !seeing.HiddenMembers)
            seeing.Hide(session, [change]);
        else
            _facts[step.Group] = facts;
        _objects++;
        session.TellInFull([step.Group]);
        await session.WriteGroupsAsync([change], cancellationToken).ConfigureAwait(false);
        return false;
    }

    private async Task<bool> TakeListAsync(BatchStep step, BatchAnswer answer, IMirrorSession session, CancellationToken cancellationToken)
    {
        var rows = new RelatedRows(step.Part == GroupPart.Owners);
        var links = DeltaPage.Read(answer.Body, rows);
        _edges += rows.Edges.Count;
        await session
            .WriteGroupsAsync([new DirectoryGroupChange(step.Group, _facts[step.Group], rows.Edges)], cancellationToken)
            .ConfigureAwait(false);
        progress?.Report(new ReadProgress(DirectoryStream.Groups, _batches, _objects, _edges));
        if (links.Next is not { } next)
            return false;
        step.Trail.Follow(next);
        step.Trail.Page(rows.Fingerprint, rows.Edges.Count == 0);
        if (!root.TryAccept(next, out var address, out var why))
            throw new PageFormatException($"its next link {why}");
        // Within a batch addresses are relative to the version.
        step.GoOn(address.OriginalString[root.ToString().Length..]);
        return true;
    }

    private DirectoryReadException Refused(BatchStep step, BatchAnswer answer)
    {
        var what = $"GET {root}{Path(step)} within $batch: answered {answer.Status}: {answer.Said}";
        return answer.Status switch
        {
            401 => new(DirectoryFault.SignInRefused, $"{what}. Check that --graph-url and --authority belong to one cloud."),
            403 => new(
                DirectoryFault.PermissionMissing,
                $"{what}. Permission {Plan.Permission} is missing; for a group with hidden membership Member.Read.Hidden as well. Nothing of this read was kept."
            ),
            _ => new(DirectoryFault.UnexpectedAnswer, $"{what}. Nothing of this read was kept."),
        };
    }

    private DirectoryReadException NotABatch(string what, Exception? cause = null) =>
        new(
            DirectoryFault.UnexpectedAnswer,
            $"POST {root}/$batch, request {_batches}: {what}. Nothing of this read was kept; run again, and check --graph-url and any proxy if it stays.",
            cause
        );

    private static string Path(BatchStep step) => step.Request.Split('?')[0];

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private void Waiting(TimeSpan wait) => progress?.Report(new ReadProgress(DirectoryStream.Groups, _batches, _objects, _edges, wait));
}
