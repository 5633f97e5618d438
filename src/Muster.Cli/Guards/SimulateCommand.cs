using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Engine.Configuration;

namespace Muster.Cli.Guards;

/// <summary><c>muster guard simulate</c>: how often the guard rails in force, or others, would have held the runs of the past.</summary>
internal sealed class SimulateCommand
{
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Which connection, where there are several",
        HelpName = "NAME",
    };
    private readonly Option<string> _since = new("--since")
    {
        Description = "How far back: 12h, 90d, 8w",
        DefaultValueFactory = _ => "90d",
        HelpName = "TIME",
    };
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Try another value of a guard rail; nothing is saved",
        HelpName = "PATH=VALUE",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<int> _limit = new("--limit")
    {
        Description = "At most this many single cases; 0 for all",
        DefaultValueFactory = _ => 20,
        HelpName = "N",
    };

    public static Command Create(Cli cli)
    {
        var options = new SimulateCommand();
        var command = new Command("simulate", "Say which runs of the past the guard rails would have held, and by which group")
        {
            options._connection,
            options._since,
            options._set,
            options._limit,
        }.WithExamples(
            "muster guard simulate --since 90d",
            "muster guard simulate --since 8w --set guards.groupStated.percent=20 guards.groupStated.of=10"
        );
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var since = call.Clock.GetUtcNow() - Span(call.Get(_since)!);
        _ = PageOptions.Limit(call, _limit);
        var edits = (call.Get(_set) ?? []).Select(Edit).ToList();
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var connection = await muster.ConnectionAsync(call.Get(_connection), cancellationToken);
        var stored = await muster.Database.Settings.CurrentAsync(SettingScope.Of(connection.Key), cancellationToken);
        var tried = Settings.OfConnection.FromValues(SettingSheet.OfConnection.Change(stored.Values, edits)).Guards;
        var guards = (await muster.Policies.OfWorkspaceAsync(cancellationToken)).GuardCeiling.Bind(tried);
        var runs = await muster.Database.Guards.RunsAsync(connection.Key, since, cancellationToken);
        var replay = GuardReplay.Of(runs, guards);
        var held = runs.Count(run => run.Approved);
        var rejected = runs.Count(run => run.Rejected is not null);
        if (call.Terminal.Json)
            call.Terminal.WriteJson(json => Write(json, since, replay, held, rejected));
        else
            Print(call, since, replay, held, rejected, edits.Count > 0 ? "the given limits" : "the limits in force");
        return ExitCodes.Fine;
    }

    private void Print(Invocation call, DateTimeOffset since, GuardReplay replay, int held, int rejected, string which)
    {
        var terminal = call.Terminal;
        terminal.Say(
            $"Since {Numbers.Instant(since)}: {Numbers.Of(replay.Runs - rejected, "applied run")} and {Numbers.Of(rejected, "rejected plan")}; {Numbers.Of(replay.TookAway)} of them took something away, or would have."
        );
        terminal.Say(
            $"Under {which} [bold]{Numbers.Of(replay.Held)}[/] of them would have waited for a person; {Numbers.Of(held)} really did and {(held == 1 ? "was" : "were")} approved, {Numbers.Of(rejected)} {(rejected == 1 ? "was" : "were")} rejected."
        );
        if (replay.Trips.Count == 0)
            return;
        var table = Tables.New("Guard", "#Times", "First", "Last");
        foreach (var guard in ByGuard(replay))
            table.Add(
                Tables.Text(guard.Key),
                Tables.Number(guard.Count()),
                Tables.Text(Day(guard.First().Run.At)),
                Tables.Text(Day(guard.Last().Run.At))
            );
        terminal.Out.Write(table);
        var limit = call.Get(_limit);
        foreach (var trip in replay.Trips.Reverse().Take(limit > 0 ? limit : int.MaxValue))
            terminal.Say($"  {Day(trip.Run.At)} {Name(trip.Run)} [yellow]{trip.Finding.Guard}[/] {trip.Finding.Detail}");
        if (limit > 0 && replay.Trips.Count > limit)
            terminal.Note($"[grey]… and {Numbers.Of(replay.Trips.Count - limit)} earlier; --limit 0 shows all[/]");
    }

    private static void Write(Utf8JsonWriter json, DateTimeOffset since, GuardReplay replay, int held, int rejected)
    {
        json.WriteStartObject();
        json.Instant("since", since);
        json.WriteNumber("runs", replay.Runs - rejected);
        json.WriteNumber("rejected", rejected);
        json.WriteNumber("tookAway", replay.TookAway);
        json.WriteNumber("wouldHold", replay.Held);
        json.WriteNumber("reallyHeldAndApproved", held);
        json.WriteStartArray("guards");
        foreach (var guard in ByGuard(replay))
        {
            json.WriteStartObject();
            json.WriteString("guard", guard.Key);
            json.WriteNumber("times", guard.Count());
            json.Instant("first", guard.First().Run.At);
            json.Instant("last", guard.Last().Run.At);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("trips");
        foreach (var trip in replay.Trips)
        {
            json.WriteStartObject();
            if (trip.Run.Id is { } run)
                json.WriteNumber("run", run);
            else
                json.WriteNull("run");
            if (trip.Run.Rejected is { } plan)
                json.WriteNumber("rejectedPlan", plan);
            else
                json.WriteNull("rejectedPlan");
            json.Instant("at", trip.Run.At);
            json.WriteString("verb", trip.Run.Verb);
            json.WriteString("guard", trip.Finding.Guard);
            json.Text("group", trip.Finding.Subject);
            json.WriteString("measured", trip.Finding.Measured);
            json.WriteString("limit", trip.Finding.Limit);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<IGrouping<string, ReplayedTrip>> ByGuard(GuardReplay replay) =>
        replay
            .Trips.GroupBy(trip => trip.Finding.Guard, StringComparer.Ordinal)
            .OrderByDescending(guard => guard.Count())
            .ThenBy(guard => guard.Key, StringComparer.Ordinal);

    private static SettingEdit Edit(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--set is '{text}'; write it as PATH=VALUE, such as guards.groupStated.percent=20."
            );
        var path = text[..at].Trim();
        return path.StartsWith("guards.", StringComparison.OrdinalIgnoreCase)
            ? new SettingEdit(path, text[(at + 1)..])
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--set names '{path}', which is no guard rail; those begin with 'guards.'. List them with: muster settings list --search guards."
            );
    }

    private static TimeSpan Span(string text)
    {
        var days =
            text.Length < 2
                ? 0
                : char.ToLowerInvariant(text[^1]) switch
                {
                    'h' => 1 / 24.0,
                    'd' => 1,
                    'w' => 7,
                    _ => 0,
                };
        return
            days > 0
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= 100_000
            ? TimeSpan.FromDays(number * days)
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"--since is '{text}'; write a whole number with h, d or w behind it, such as 90d."
            );
    }

    private static string Name(PastRun run) => run.Rejected is { } plan ? $"rejected plan {plan}" : $"run {run.Id}";

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
