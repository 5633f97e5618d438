using System.CommandLine;
using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Server;

namespace Muster.Cli.Configuring;

/// <summary><c>muster settings set</c> and <c>reset</c>: shows what the change would do, then saves it.</summary>
internal sealed class ChangeSettingsCommand
{
    private readonly ScopeOptions _scope = new();
    private readonly ChangeOptions _change = new();
    private readonly Option<long?> _seen = new("--if-version")
    {
        Description = "Save only if this version of the settings is still in force",
        HelpName = "N",
    };
    private readonly Argument<string> _path = new("PATH") { Description = "Name of the setting" };

    public static Command Set(Cli cli)
    {
        var options = new ChangeSettingsCommand();
        var values = new Argument<string[]>("VALUE")
        {
            Description = "The value; several for a setting that takes a list; none for a limit that is not there",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("set", "Change a setting; shows first what the next sync would do differently")
        {
            options._path,
            values,
        }.WithExamples(
            "muster settings set guards.groupStated.percent 20 --reason \"Smaller teams since May\"",
            "muster settings set protectedUsers ada@contoso.com grace@contoso.com --reason \"Break-glass accounts\" --dry-run",
            "muster settings set guardCeiling.runStated.percent 10 --workspace --reason \"Group policy 12\" --yes"
        );
        options.AddTo(command);
        cli.Handle(
            command,
            (call, cancellationToken) =>
                options.RunAsync(
                    call,
                    chosen => new SettingEdit(call.Get(options._path), Text(chosen, call.Get(options._path), call.Get(values))),
                    cancellationToken
                )
        );
        return command;
    }

    public static Command Reset(Cli cli)
    {
        var options = new ChangeSettingsCommand();
        var command = new Command("reset", "Take a setting back to its default; shows first what the next sync would do differently")
        {
            options._path,
        }.WithExamples(
            "muster settings reset guards.groupStated.percent --reason \"Back to normal\"",
            "muster settings reset nesting --dry-run"
        );
        options.AddTo(command);
        cli.Handle(
            command,
            (call, cancellationToken) => options.RunAsync(call, _ => new SettingEdit(call.Get(options._path), null), cancellationToken)
        );
        return command;
    }

    private void AddTo(Command command)
    {
        _scope.AddTo(command);
        _change.AddTo(command);
        command.Add(_seen);
    }

    private async Task<int> RunAsync(Invocation call, Func<ChosenScope, SettingEdit> edit, CancellationToken cancellationToken)
    {
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var chosen = await _scope.ChooseAsync(call, muster, cancellationToken);
        CheckScope(chosen, call.Get(_path));
        var draft = await muster.Settings.DraftAsync(chosen.Scope, [edit(chosen)], call.Get(_seen), cancellationToken);
        if (!call.Terminal.Json)
            await ShowAsync(call, muster, chosen, draft, cancellationToken);
        if (draft.Differences.Count == 0 || call.Get(_change.DryRun))
        {
            WriteJson(call, chosen, draft, null);
            if (draft.Differences.Count > 0)
                call.Terminal.Note($"[grey]Nothing was saved.[/]");
            return ExitCodes.Fine;
        }
        var reason = _change.ReasonFor(call, draft.Danger);
        if (!await _change.ConfirmAsync(call, draft.Danger, "muster settings set … --yes", "the same with --dry-run", cancellationToken))
            return ExitCodes.Unexpected;
        switch (await muster.Settings.SaveAsync(draft, call.Actor, reason, cancellationToken))
        {
            case SettingsOutcome.Saved(var version):
                WriteJson(call, chosen, draft, version);
                call.Terminal.Say($"[green]✓[/] Saved as version {version.Version} of the settings of {chosen.Words}.");
                if (draft.Differences.All(difference => difference.Path.StartsWith(SchedulePolicy.Prefix, StringComparison.Ordinal)))
                    call.Terminal.Note($"[grey]The server follows it from now on; no plan changes by it.[/]");
                else if (draft.Danger != Danger.Cosmetic)
                    call.Terminal.Note(
                        $"[grey]Saved, not yet applied: the next plan follows it, a plan that is held already does not. Next: muster sync[/]"
                    );
                return ExitCodes.Fine;
            case SettingsOutcome.Overtaken(var theirs, var ago, var differences):
                throw new UserErrorException(
                    ExitCodes.Locked,
                    $"{theirs.Actor} changed this {SettingWords.Ago(ago)} (version {theirs.Version}{(theirs.Reason is { } why ? $", \"{why}\"" : "")}): {string.Join("; ", differences.Select(d => $"{d.Path}: {SettingWords.Value(d.Before)} → {SettingWords.Value(d.After)}"))}. Nothing of yours was saved; look, and set it again."
                );
            default:
                throw new InvalidOperationException("Unknown outcome.");
        }
    }

    private static async Task ShowAsync(
        Invocation call,
        MusterInstance muster,
        ChosenScope chosen,
        SettingsDraft draft,
        CancellationToken cancellationToken
    )
    {
        if (draft.Differences.Count == 0)
        {
            call.Terminal.Say($"Nothing to change: {chosen.Words} has that already.");
            return;
        }
        call.Terminal.Say($"Settings of {chosen.Words}, version {draft.Before.Version}:");
        foreach (var difference in draft.Differences)
            SettingWords.Print(call.Terminal, difference);
        if (!call.Terminal.Options.Quiet)
            await new EffectPrinter(call.Terminal, muster).PrintAsync(draft.Effects, cancellationToken);
    }

    private static void WriteJson(Invocation call, ChosenScope chosen, SettingsDraft draft, SettingsVersion? saved)
    {
        if (!call.Terminal.Json)
            return;
        call.Terminal.WriteJson(json =>
        {
            json.WriteStartObject();
            SettingsJson.Scope(json, chosen);
            json.WriteBoolean("saved", saved is not null);
            json.WriteNumber("version", saved?.Version ?? draft.Before.Version);
            SettingsJson.Differences(json, draft.Differences);
            SettingsJson.Effects(json, draft.Effects);
            json.WriteEndObject();
        });
    }

    /// <summary>Several values make a list only where the setting takes one.</summary>
    private static string Text(ChosenScope chosen, string path, string[] values)
    {
        if (values is [var only])
            return only;
        var setting = SettingScopes.Sheet(chosen.Scope).Find(path);
        return setting.Kind is SettingKind.Several
            ? SettingKind.Several.Join(values)
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"{setting.Path} takes one value, {setting.Kind.Words}; {values.Length} were given: {string.Join(", ", values.Select(value => $"'{value}'"))}. Put one with spaces in quotes."
            );
    }

    /// <summary>A setting of the other scope is named as such, rather than as unknown.</summary>
    private static void CheckScope(ChosenScope chosen, string path)
    {
        var other = chosen.Connection is null ? SettingSheet.OfConnection : SettingSheet.OfWorkspace;
        bool Has(SettingSheet sheet) => sheet.All.Any(setting => string.Equals(setting.Path, path, StringComparison.OrdinalIgnoreCase));
        if (!Has(SettingScopes.Sheet(chosen.Scope)) && Has(other))
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                chosen.Connection is null
                    ? $"'{path}' is a setting of a connection; leave out --workspace."
                    : $"'{path}' is a setting of the workspace; add --workspace."
            );
    }
}
