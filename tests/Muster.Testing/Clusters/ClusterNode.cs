using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Muster.Testing.Clusters;

/// <summary>A server of every workspace, as a process of its own that can be ended or stopped at any instant.</summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-node-").FullName;
    private readonly string _database;
    private readonly string _keyFile;
    private readonly IReadOnlyList<string> _options;
    private readonly ConcurrentQueue<string> _said = new();
    private Process? _process;

    internal ClusterNode(int number, string database, string keyFile, IReadOnlyList<string> options) =>
        (Number, _database, _keyFile, _options) = (number, database, keyFile, options);

    /// <summary>Tells it from the others.</summary>
    public int Number { get; }

    /// <summary>Whether there is a process.</summary>
    public bool IsThere => _process is { HasExited: false };

    /// <summary>Whether the process stands still.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Its process id, as the database knows it.</summary>
    public int Process => _process!.Id;

    /// <summary>What it said on the console and in its log since it was made, the latest last.</summary>
    public IReadOnlyList<string> Said => [.. _said];

    /// <summary>Starts the process.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["MUSTER_KEY_FILE"] = _keyFile;
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "muster.dll"),
            "serve",
            "--every-workspace",
            "--urls",
            "http://127.0.0.1:0",
            .. _options,
            "--data",
            _folder,
            "--database",
            _database,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        (_process, IsPaused) = (process, false);
    }

    /// <summary>Waits until every workspace is served that could be opened.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        using var rhythm = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!_said.Any(line => line.Contains("Ctrl-C", StringComparison.Ordinal)))
            await rhythm.WaitForNextTickAsync(cancellationToken);
    }

    /// <summary>Ends the process as a power cut would.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process!.Kill();
        await EndedAsync(cancellationToken);
    }

    /// <summary>Asks the process to end, and waits until it has.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Signal("TERM");
        await EndedAsync(cancellationToken);
    }

    /// <summary>Lets the process stand still, as a machine that sleeps.</summary>
    public void Pause()
    {
        Signal("STOP");
        IsPaused = true;
    }

    /// <summary>Lets it go on.</summary>
    public void Resume()
    {
        Signal("CONT");
        IsPaused = false;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (IsThere)
            await KillAsync(CancellationToken.None);
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task EndedAsync(CancellationToken cancellationToken)
    {
        await _process!.WaitForExitAsync(cancellationToken);
        _process.Dispose();
        (_process, IsPaused) = (null, false);
    }

    private void Signal(string name)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{name}", Process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private void Hear(object? sender, DataReceivedEventArgs line)
    {
        if (line.Data is { Length: > 0 } text)
            _said.Enqueue(text);
    }
}
