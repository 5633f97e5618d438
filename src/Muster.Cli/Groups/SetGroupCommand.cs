using System.CommandLine;
using Muster.Cli.Configuring;
using Muster.Core.Configuration;
using Muster.Engine.Groups;
using Muster.Server;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups set</c></summary>
internal sealed class SetGroupCommand
{
    private const string NotSet = "none";

    private readonly Argument<string> _name = new("NAME") { Description = "Name of the group, exactly" };
    private readonly ChangeOptions _change = new();
    private readonly List<(Option<string?> Option, Setting<GroupSettings> Setting)> _settings =
    [
        .. Settings.OfGroup.All.Select(setting => (OptionFor(setting), setting)),
    ];

    public static Command Create(Cli cli)
    {
        var options = new SetGroupCommand();
        var command = new Command(
            "set",
            $"Say what a group is for, who answers for it and how it follows the directory; '{NotSet}' takes a setting back"
        )
        {
            options._name,
        }.WithExamples(
            "muster groups set HR --purpose \"Personnel files\" --accountable ada@contoso.com --review-on 2027-06-30",
            "muster groups set \"IT Support\" --nesting direct --on-rename keep --reason \"Own teams only\" --dry-run"
        );
        foreach (var (option, _) in options._settings)
            command.Add(option);
        options._change.AddTo(command);
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (option, setting) in _settings)
            if (call.Get(option) is { } value)
                values[setting.Path] = value == NotSet ? null : Checked(option, setting, value);
        if (values.Count == 0)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"Say what to set: {string.Join(", ", _settings.Select(setting => setting.Option.Name))}."
            );
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var name = call.Get(_name);
        var connection = await muster.Followed.ForAsync(name, cancellationToken);
        var draft =
            await muster.Configuration.DraftAsync(name, values, cancellationToken)
            ?? throw new UserErrorException(
                ExitCodes.NotFound,
                $"There is no group called '{name}'. Names count exactly, case and spaces included; list them with: muster groups list."
            );
        if (draft.Differences.Count == 0 && !call.Terminal.Json)
        {
            call.Terminal.Say($"'{name}' is set so already; nothing was changed.");
            return ExitCodes.Fine;
        }
        if (call.Get(_change.DryRun))
            return await PreviewAsync(call, muster, draft, cancellationToken);
        if (!call.Terminal.Json && draft.Danger != Danger.Cosmetic)
            await ShowAsync(call, muster, draft, cancellationToken);
        var reason = _change.ReasonFor(call, draft.Danger);
        if (!await _change.ConfirmAsync(call, draft.Danger, "muster groups set … --yes", "the same with --dry-run", cancellationToken))
            return ExitCodes.Unexpected;
        var outcome = await muster.Configuration.SetAsync(connection, draft, call.Actor, reason, cancellationToken);
        var code = GroupsReport.Conclude(call.Terminal, outcome, $"See it: muster groups show \"{name}\"");
        if (code == ExitCodes.Fine && draft.Connection is not null)
            call.Terminal.Note($"[grey]Saved, not yet applied to memberships: the next plan follows it. Next: muster sync[/]");
        return code;
    }

    private static async Task<int> PreviewAsync(
        Invocation call,
        MusterInstance muster,
        GroupDraft draft,
        CancellationToken cancellationToken
    )
    {
        if (!call.Terminal.Json)
        {
            await ShowAsync(call, muster, draft, cancellationToken);
            call.Terminal.Note($"[grey]Nothing was saved.[/]");
            return ExitCodes.Fine;
        }
        call.Terminal.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("group", draft.Name);
            json.WriteBoolean("saved", false);
            SettingsJson.Differences(json, draft.Differences);
            json.WriteStartArray("effects");
            if (draft.Connection is { } connection)
            {
                json.WriteStartObject();
                json.WriteString("connection", connection.Name);
                json.WriteBoolean("known", draft.Plans is not null);
                if (draft.Plans is { } plans)
                    SettingsJson.Plans(json, plans);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
        return ExitCodes.Fine;
    }

    private static async Task ShowAsync(Invocation call, MusterInstance muster, GroupDraft draft, CancellationToken cancellationToken)
    {
        call.Terminal.Say($"Group '{draft.Name}':");
        foreach (var difference in draft.Differences)
            SettingWords.Print(call.Terminal, difference);
        if (!call.Terminal.Options.Quiet && draft.Connection is { } connection)
            await new EffectPrinter(call.Terminal, muster).PrintAsync(connection.Name, draft.Plans, cancellationToken);
    }

    /// <summary>The value in its canonical form, or a message that speaks of the option that was typed.</summary>
    private static string Checked(Option option, Setting<GroupSettings> setting, string value) =>
        setting.Kind.Canonical(value)
        ?? throw new UserErrorException(ExitCodes.WrongUsage, $"{option.Name} is '{value}', but takes {setting.Kind.Words}, or {NotSet}.");

    private static Option<string?> OptionFor(Setting<GroupSettings> setting) =>
        new("--" + string.Concat(setting.Path.Select(letter => char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}")))
        {
            Description = setting.Meaning,
            HelpName = setting.Kind switch
            {
                SettingKind.Choice choice => string.Join('|', choice.Values),
                SettingKind.Flag => "true|false",
                SettingKind.Day => "DAY",
                _ => "TEXT",
            },
        };
}
