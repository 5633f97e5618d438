using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Core.Platform;
using Muster.Engine.Reviewing;
using Muster.Engine.Runs;
using Muster.Server.Exporting;
using Muster.Server.Runs;
using Muster.Server.Ui;
using Spectre.Console;

namespace Muster.Cli.Runs;

/// <summary><c>muster runs compare</c></summary>
internal static class CompareRunsCommand
{
    public static Command Create(Cli cli)
    {
        var asked = new TwoRuns();
        var steps = new Option<bool>("--steps") { Description = "What they did to groups, people and exceptions, in place of memberships" };
        var pages = PageOptions.Upwards();
        var command = new Command(
            "compare",
            "Show the figures of two runs and the memberships they changed, side by side: taken back, in both, in one only"
        )
        {
            steps,
        }.WithExamples(
            "muster runs compare 12 15",
            "muster runs compare 12 15 --only undone --limit 0",
            "muster runs compare 12 15 --steps",
            "muster runs compare 12 15 --json"
        );
        asked.AddTo(command);
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var (first, second, pair) = await asked.FindAsync(call, muster, cancellationToken);
                if (call.Get(steps))
                {
                    await ListStepsAsync(
                        call,
                        page,
                        await ComparedSteps.LoadAsync(muster, first, second, cancellationToken),
                        first,
                        second
                    );
                    return ExitCodes.Fine;
                }
                var reviews = muster.Database.Reviews;
                var counts = await reviews.CountComparedAsync(pair, cancellationToken);
                if (!call.Terminal.Json)
                {
                    PrintFigures(call.Terminal, first, second);
                    call.Terminal.Say($"{Sentence(first, second, counts)}");
                }
                var behind = Place(page);
                var rows = Keyset.AllAsync(
                    (ComparedMembership? last, int most) =>
                        reviews.CompareAsync(
                            pair,
                            last?.Place ?? behind,
                            page.Limit == 0 ? most : Math.Min(most, page.Fetched),
                            cancellationToken
                        ),
                    cancellationToken
                );
                // On a narrow terminal how it stands gives way: what each run did tells it.
                var wide = call.Terminal.Out.Profile.Width >= Tables.Wide;
                string[] stands = wide ? ["Stands"] : [];
                var table = Tables.New(["Group", "Person", $"=Run {first.Id}", $"=Run {second.Id}", .. stands]);
                var shown = await Listing.StoredAsync(
                    call,
                    page,
                    rows,
                    Task.FromResult(pair.Overlap is { } only ? counts[only] : counts.Values.Sum()),
                    PlaceOf,
                    Write,
                    row => AddTo(table, row, wide),
                    cancellationToken
                );
                Listing.End(
                    call,
                    table,
                    shown,
                    "change",
                    $"What they did to groups, people and exceptions:  muster runs compare {first.Id} {second.Id} --steps"
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void PrintFigures(Terminal terminal, Run first, Run second)
    {
        var table = Tables.New(["Figure", $"=Run {first.Id}", $"=Run {second.Id}"]);
        foreach (var figure in RunFigures.Of(Texts.English, first, second))
            table.Add([Tables.Text(figure.Name), Tables.Text(figure.First), Tables.Text(figure.Second)]);
        terminal.Out.Write(table);
    }

    private static async Task ListStepsAsync(Invocation call, Page page, ComparedSteps compared, Run first, Run second)
    {
        foreach (var gone in compared.NotKept)
            call.Terminal.Note($"[yellow]![/] The steps of run {gone} are not kept any more; its counts:  muster runs show {gone}");
        var table = Tables.New(["Change", $"=Run {first.Id}", $"=Run {second.Id}"]);
        var shown = await Listing.WorkedOutAsync(
            call,
            page,
            compared.Steps.ToAsyncEnumerable(),
            step => step.Place,
            (json, step) =>
            {
                json.WriteStartObject();
                json.WriteString("text", step.Text);
                json.WriteBoolean("earlier", step.First);
                json.WriteBoolean("later", step.Second);
                json.WriteEndObject();
            },
            step => table.Add([Tables.Text(step.Text), new Text(step.First ? "done" : ""), new Text(step.Second ? "done" : "")]),
            CancellationToken.None
        );
        Listing.End(call, table, shown, "change", "Neither changed a group, a person or an exception.");
    }

    private static string Sentence(Run first, Run second, IReadOnlyDictionary<ChangeOverlap, long> counts) =>
        $"Run {first.Id} ({Numbers.Instant(first.EndedAt ?? first.StartedAt)}) and run {second.Id} ({Numbers.Instant(second.EndedAt ?? second.StartedAt)}): "
        + $"{Numbers.Of(counts[ChangeOverlap.Undone])} taken back, {Numbers.Of(counts[ChangeOverlap.Both])} in both, "
        + $"{Numbers.Of(counts[ChangeOverlap.OnlyFirst])} only in run {first.Id}, {Numbers.Of(counts[ChangeOverlap.OnlySecond])} only in run {second.Id}.";

    private static void AddTo(Table table, ComparedMembership row, bool wide) =>
        table.Add([
            Tables.Text(row.Group),
            Tables.Text(row.User ?? $"#{row.Place.User}"),
            Did(row.First, row.Place.Relation),
            Did(row.Second, row.Place.Relation),
            .. wide ? [Tables.Text(RunChanges.Word(Texts.English, row.Overlap))] : Array.Empty<Spectre.Console.Rendering.IRenderable>(),
        ]);

    private static Text Did(bool? added, MembershipRelation relation) =>
        added switch
        {
            null => new Text(""),
            true => new Text($"+ {RunChanges.Did(Texts.English, added, relation)}", new Style(Color.Green)),
            false => new Text($"- {RunChanges.Did(Texts.English, added, relation)}", new Style(Color.Red)),
        };

    private static void Write(Utf8JsonWriter json, ComparedMembership row)
    {
        json.WriteStartObject();
        json.WriteString("overlap", JsonFormat.Word(row.Overlap));
        json.WriteString("group", row.Group);
        json.WriteNumber("groupKey", row.Place.Group);
        json.Text("user", row.User);
        json.WriteNumber("userKey", row.Place.User);
        json.WriteString("relation", JsonFormat.Word(row.Place.Relation));
        json.WriteString("origin", JsonFormat.Word(row.Place.Origin));
        Write(json, "earlier", row.First);
        Write(json, "later", row.Second);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, bool? added)
    {
        if (added is { } did)
            json.WriteBoolean(name, did);
        else
            json.WriteNull(name);
    }

    private static string PlaceOf(ComparedMembership row) =>
        Places.Of(Text(row.Place.Group), JsonFormat.Word(row.Place.Relation), JsonFormat.Word(row.Place.Origin), Text(row.Place.User));

    private static ChangePlace? Place(Page page) =>
        page.Parts(4) is not [var group, var relation, var origin, var user] ? null
        : int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var groupKey)
        && Enum.TryParse<MembershipRelation>(relation, ignoreCase: true, out var stated)
        && Enum.TryParse<MembershipOrigin>(origin, ignoreCase: true, out var decided)
        && int.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var userKey)
            ? new ChangePlace(groupKey, stated, decided, userKey)
        : throw page.NoSuchRow();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
