using System.CommandLine;
using Muster.Core.Configuration;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups set</c></summary>
internal sealed class SetGroupCommand
{
    private const string NotSet = "none";

    private readonly Argument<string> _name = new("NAME") { Description = "Name of the group, exactly" };
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
            "muster groups set \"IT Support\" --nesting direct --on-rename keep --on-source-deleted prune"
        );
        foreach (var (option, _) in options._settings)
            command.Add(option);
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
        var connection = await muster.ConnectionOrNoneAsync(null, cancellationToken);
        var outcome = await muster.Configuration.SetAsync(connection, call.Get(_name), values, call.Actor, cancellationToken);
        if (outcome is { Plan.IsEmpty: true } && !call.Terminal.Json)
        {
            call.Terminal.Say($"'{call.Get(_name)}' is set so already; nothing was changed.");
            return ExitCodes.Fine;
        }
        return GroupsReport.Conclude(call.Terminal, outcome, $"See it: muster groups show \"{call.Get(_name)}\"");
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
