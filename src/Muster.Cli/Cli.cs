using System.CommandLine;
using System.CommandLine.Help;
using Muster.Cli.Attributes;
using Muster.Cli.Auditing;
using Muster.Cli.Checking;
using Muster.Cli.Comparing;
using Muster.Cli.Completing;
using Muster.Cli.Configuring;
using Muster.Cli.Connections;
using Muster.Cli.Databases;
using Muster.Cli.Demo;
using Muster.Cli.Diagnosing;
using Muster.Cli.Drift;
using Muster.Cli.Emulating;
using Muster.Cli.Exceptions;
using Muster.Cli.Explaining;
using Muster.Cli.Exporting;
using Muster.Cli.Groups;
using Muster.Cli.Guards;
using Muster.Cli.Inbox;
using Muster.Cli.Nodes;
using Muster.Cli.Notifying;
using Muster.Cli.Plans;
using Muster.Cli.Runs;
using Muster.Cli.Scheduling;
using Muster.Cli.Serving;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Cli.Users;
using Muster.Cli.Verifying;
using Muster.Cli.Workspaces;
using Muster.Core.Configuration;
using Muster.Engine.Auditing;
using Muster.Engine.Configuration.Files;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Engine.Workspaces;
using Muster.Server.Runs;
using Muster.Storage;

namespace Muster.Cli;

/// <summary>The command line: its verbs, and how their failures become messages and exit codes.</summary>
internal sealed class Cli
{
    private readonly CliOptions _options = new();
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly TimeProvider _clock;

    public Cli(TextWriter output, TextWriter error, TimeProvider clock, Surroundings? surroundings = null)
    {
        (_output, _error, _clock, Surroundings) = (output, error, clock, surroundings ?? Surroundings.Real);
        Root = new RootCommand("Muster keeps an application's users and groups equal to those of Microsoft Entra ID, one way.");
        _options.AddTo(Root);
        Root.Add(DemoCommand.Create(this));
        Root.Add(ConnectionCommands.Create(this));
        Root.Add(UserCommands.Create(this));
        Root.Add(AttributeCommands.Create(this));
        Root.Add(GroupCommands.Create(this));
        Root.Add(ExceptionCommands.Create(this));
        Root.Add(PlanCommand.Create(this));
        Root.Add(SyncCommand.Create(this));
        Root.Add(CheckCommand.Create(this));
        Root.Add(DriftCommand.Create(this));
        Root.Add(VerifyCommand.Create(this));
        Root.Add(RunCommands.Create(this));
        Root.Add(ProblemCommands.Create(this));
        Root.Add(ExplainCommand.Create(this));
        Root.Add(CompareCommand.Create(this));
        Root.Add(ExportCommands.Create(this));
        Root.Add(ScheduleCommands.Create(this));
        Root.Add(NotificationCommands.Create(this));
        Root.Add(SettingsCommands.Create(this));
        Root.Add(GuardCommands.Create(this));
        Root.Add(ConfigCommands.Create(this));
        Root.Add(AuditCommands.Create(this));
        Root.Add(WorkspaceCommands.Create(this));
        Root.Add(DatabaseCommands.Create(this));
        Root.Add(DoctorCommand.Create(this));
        Root.Add(NodesCommand.Create(this));
        Root.Add(ServeCommand.Create(this));
        Root.Add(EmergencyCommands.Create(this));
        Root.Add(EmulatorCommand.Create(this));
        Root.Add(CompletionCommand.Create(this));
        foreach (var option in Root.Options.OfType<HelpOption>())
            option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    public RootCommand Root { get; }

    /// <summary>Who works where.</summary>
    public Surroundings Surroundings { get; }

    /// <summary>The same program at another time, for what happened before.</summary>
    /// <param name="clock">Tells that time.</param>
    /// <param name="isSilent">Whether nothing it writes is shown.</param>
    public Cli At(TimeProvider clock, bool isSilent) =>
        isSilent ? new(TextWriter.Null, TextWriter.Null, clock, Surroundings) : new(_output, _error, clock, Surroundings);

    /// <summary>Runs one command line.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        DeedOrigin.Current = DeedOrigin.CommandLine;
        var parsed = Root.Parse(arguments);
        var mistaken = Suggestions.MistakenOptions(parsed).ToList();
        if ((parsed.Errors.Count > 0 || mistaken.Count > 0) && parsed.Action is not HelpAction)
        {
            var terminal = TerminalFor(parsed);
            foreach (var message in Suggestions.Messages(parsed).Concat(mistaken))
                terminal.Fail(message);
            var command = string.Join(' ', Names(parsed.CommandResult.Command));
            terminal.Note($"See: {command} --help");
            return ExitCodes.WrongUsage;
        }
        var configuration = new InvocationConfiguration
        {
            Output = _output,
            Error = _error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    /// <summary>Gives a command its work, with failures turned into messages.</summary>
    public void Handle(Command command, Func<Invocation, CancellationToken, Task<int>> work) =>
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var terminal = TerminalFor(parsed);
                try
                {
                    return await work(new Invocation(parsed, terminal, _options, _clock, this), cancellationToken);
                }
                catch (Exception failure) when (ExitCodeOf(failure) is { } code)
                {
                    foreach (var message in Messages(failure))
                        terminal.Fail(message);
                    if (failure is UserErrorException { Place: { } place })
                        terminal.Point(place);
                    return code;
                }
            }
        );

    /// <summary>The exit code of a failure that a person can understand; null for a fault of Muster's own, which is shown with its stack.</summary>
    public static int? ExitCodeOf(Exception failure) =>
        failure switch
        {
            UserErrorException error => error.ExitCode,
            DirectoryReadException read => ExitCodeOf(read.Fault),
            LeaseTakenException or LeaseLostException or WorkFailedException or StorageException { Fault: StorageFault.Busy } =>
                ExitCodes.Locked,
            WorkspaceLimitException => ExitCodes.Unexpected,
            UnknownGroupException or UnknownWorkspaceException => ExitCodes.NotFound,
            SettingException or ConfigException => ExitCodes.WrongUsage,
            OperationCanceledException => ExitCodes.Interrupted,
            StorageException { Fault: StorageFault.Unreachable } => ExitCodes.Unreachable,
            StorageException or StoredDataException or CredentialUnreadableException => ExitCodes.Unexpected,
            InvalidDataException or IOException or UnauthorizedAccessException => ExitCodes.Unexpected,
            _ => null,
        };

    /// <summary>Everything that is wrong, a line each.</summary>
    private static IEnumerable<string> Messages(Exception failure) =>
        failure switch
        {
            OperationCanceledException => ["Stopped."],
            ConfigException config => config.Faults.Take(50).Select(fault => fault.Message),
            _ => [failure.Message],
        };

    public static int ExitCodeOf(DirectoryFault fault) =>
        fault switch
        {
            DirectoryFault.SignInRefused or DirectoryFault.PermissionMissing => ExitCodes.NotSignedIn,
            DirectoryFault.Unreachable or DirectoryFault.CertificateNotTrusted => ExitCodes.Unreachable,
            _ => ExitCodes.IncompleteRead,
        };

    private static IEnumerable<string> Names(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? [.. Names(parent), command.Name] : ["muster"];

    private Terminal TerminalFor(ParseResult parsed) =>
        new(
            _output,
            _error,
            new TerminalOptions(
                parsed.GetValue(_options.Json),
                parsed.GetValue(_options.Quiet),
                parsed.GetValue(_options.NoColor) || TerminalOptions.PlainByEnvironment,
                parsed.GetValue(_options.NoInput),
                Surroundings.Width,
                Surroundings.Answers,
                _clock
            )
        );
}
