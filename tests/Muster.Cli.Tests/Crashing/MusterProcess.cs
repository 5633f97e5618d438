using System.Diagnostics;

namespace Muster.Cli.Tests.Crashing;

/// <summary>The real program as a process of its own, which can be killed.</summary>
internal sealed class MusterProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;
    private readonly string _command;

    private MusterProcess(Process process, string command)
    {
        (_process, _command) = (process, command);
        _output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _error = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Starts a command on a data folder.</summary>
    public static MusterProcess Start(string folder, params string[] arguments) => Start(folder, null, arguments);

    /// <summary>Starts a command on a data folder, with variables set in its environment.</summary>
    public static MusterProcess Start(string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "muster.dll");
        string[] command = [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", program, .. arguments, "--data", folder];
        // Whoever runs the tests in the background may have made them deaf to Ctrl-C, and a child inherits that.
        if (OperatingSystem.IsLinux())
            command = ["env", "--default-signal=INT", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new MusterProcess(process, string.Join(' ', arguments));
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<CommandResult> RunAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        return await process.EndAsync();
    }

    /// <summary>Whether the process ends by itself within a time.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan time)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Tests.Token);
        limit.CancelAfter(time);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!Tests.Token.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Ends the process without a warning, as a power cut would.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Presses Ctrl-C.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>How the process ended.</summary>
    public async Task<CommandResult> EndAsync()
    {
        await _process.WaitForExitAsync(Tests.Token);
        return new CommandResult(_command, _process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
