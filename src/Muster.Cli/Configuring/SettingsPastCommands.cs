using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Engine.Configuration;

namespace Muster.Cli.Configuring;

/// <summary><c>muster settings history</c> and <c>compare</c>.</summary>
internal static class SettingsPastCommands
{
    public static Command History(Cli cli)
    {
        var scope = new ScopeOptions();
        var only = new Option<string?>("--setting") { Description = "Only versions in which this setting was changed", HelpName = "PATH" };
        var pages = PageOptions.Downwards("versions");
        var command = new Command("history", "List the versions of the settings: who changed what, when and why") { only }.WithExamples(
            "muster settings history --setting guards.groupStated.percent",
            "muster settings history --workspace --limit 0 --json"
        );
        scope.AddTo(command);
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var chosen = await scope.ChooseAsync(call, muster, cancellationToken);
                var versions = await muster.Database.Settings.HistoryAsync(chosen.Scope, cancellationToken);
                var sheet = SettingScopes.Sheet(chosen.Scope);
                var path = call.Get(only) is { } named ? sheet.Find(named).Path : null;
                var changes = versions
                    .Select((version, index) => (Version: version, Before: versions.ElementAtOrDefault(index + 1) ?? None(chosen)))
                    .Where(change => path is null || sheet.Compare(change.Before.Values, change.Version.Values).Any(it => it.Path == path))
                    .ToList();
                var shown = await Listing.StoredAsync(
                    call,
                    page,
                    changes.Where(change => !(change.Version.Version >= page.Number)).ToAsyncEnumerable(),
                    Task.FromResult((long)changes.Count),
                    change => change.Version.Version.ToString(CultureInfo.InvariantCulture),
                    (json, change) => Write(json, chosen, change.Version, change.Before),
                    change => Print(call.Terminal, chosen, change.Version, change.Before),
                    cancellationToken
                );
                Listing.EndLines(
                    call,
                    shown,
                    "version",
                    path is null ? $"The settings of {chosen.Words} were never changed." : $"'{path}' was never changed."
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    public static Command Compare(Cli cli)
    {
        var scope = new ScopeOptions();
        var from = new Argument<long>("V1") { Description = "A version; 0 for the defaults" };
        var to = new Argument<long>("V2") { Description = "Another version" };
        var command = new Command("compare", "Show in which settings two versions differ") { from, to }.WithExamples(
            "muster settings compare 0 3",
            "muster settings compare 3 4 --workspace --json"
        );
        scope.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var chosen = await scope.ChooseAsync(call, muster, cancellationToken);
                var versions = await muster.Database.Settings.HistoryAsync(chosen.Scope, cancellationToken);
                var differences = SettingScopes
                    .Sheet(chosen.Scope)
                    .Compare(Find(versions, chosen, call.Get(from)).Values, Find(versions, chosen, call.Get(to)).Values);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json =>
                    {
                        json.WriteStartObject();
                        SettingsJson.Scope(json, chosen);
                        json.WriteNumber("from", call.Get(from));
                        json.WriteNumber("to", call.Get(to));
                        SettingsJson.Differences(json, differences);
                        json.WriteEndObject();
                    });
                if (differences.Count == 0)
                    call.Terminal.Say($"Versions {call.Get(from)} and {call.Get(to)} of the settings of {chosen.Words} are equal.");
                else
                    call.Terminal.Say($"Settings of {chosen.Words}, version {call.Get(from)} → {call.Get(to)}:");
                foreach (var difference in differences)
                    SettingWords.Print(call.Terminal, difference);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void Write(Utf8JsonWriter json, ChosenScope chosen, SettingsVersion version, SettingsVersion before)
    {
        json.WriteStartObject();
        json.WriteNumber("version", version.Version);
        json.Instant("at", version.At);
        json.Text("actor", version.Actor);
        json.Text("reason", version.Reason);
        SettingsJson.Differences(json, SettingScopes.Sheet(chosen.Scope).Compare(before.Values, version.Values));
        json.WriteEndObject();
    }

    private static void Print(Terminal terminal, ChosenScope chosen, SettingsVersion version, SettingsVersion before)
    {
        terminal.Say($"[bold]Version {version.Version}[/]  {Numbers.Instant(version.At!.Value)}  {version.Actor ?? ""}");
        if (version.Reason is { } reason)
            terminal.Say($"  [grey]{reason}[/]");
        foreach (var difference in SettingScopes.Sheet(chosen.Scope).Compare(before.Values, version.Values))
            SettingWords.Print(terminal, difference);
    }

    private static SettingsVersion Find(IReadOnlyList<SettingsVersion> versions, ChosenScope chosen, long number) =>
        number == 0
            ? None(chosen)
            : versions.FirstOrDefault(version => version.Version == number)
                ?? throw new UserErrorException(
                    ExitCodes.NotFound,
                    $"There is no version {number} of the settings of {chosen.Words}; {(versions.Count == 0 ? "they were never changed" : $"the latest is {versions[0].Version}")}. See: muster settings history {chosen.Option}"
                );

    private static SettingsVersion None(ChosenScope chosen) =>
        new()
        {
            Scope = chosen.Scope,
            Version = 0,
            Values = new Dictionary<string, string>(),
        };
}
