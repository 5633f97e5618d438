using System.ComponentModel;
using System.Globalization;

namespace Muster.Storage.Runs;

/// <summary>Tells processes apart, also after a process id was used again: by machine, start of the machine, process id and start of the process.</summary>
/// <param name="Machine">Name of the machine, its boot id, and its process id namespace where there is one.</param>
/// <param name="Process">Process id.</param>
/// <param name="Started">Start of the process in a unit of the system.</param>
internal sealed record ProcessIdentity(string Machine, int Process, long Started)
{
    public string Holder =>
        string.Create(CultureInfo.InvariantCulture, $"process {Process} on {Machine[..Machine.IndexOf('|', StringComparison.Ordinal)]}");

    /// <summary>All of it in one text.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Machine}|{Process}|{Started}");

    /// <summary>Takes such a text apart; one that is none names a process that nothing is known of.</summary>
    public static ProcessIdentity Parse(string text) =>
        text.Split('|') is [.. var machine, var process, var started]
        && int.TryParse(process, CultureInfo.InvariantCulture, out var id)
        && long.TryParse(started, CultureInfo.InvariantCulture, out var at)
            ? new(string.Join('|', machine), id, at)
            : new("||", 0, 0);

    public static ProcessIdentity Current() => new(ThisMachine(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0);

    /// <summary>Whether this is known to have ended. Of processes on other machines nothing is known.</summary>
    public bool IsKnownDead(ProcessIdentity observer)
    {
        if (NameOf(Machine) != NameOf(observer.Machine))
            return false;
        // Same name: another start of the machine has ended all its processes; in another container they are out of sight.
        return Machine == observer.Machine
            ? StartOf(Process) != Started
            : Machine.Split('|') is [_, var boot, var space]
                && observer.Machine.Split('|') is [_, var ownBoot, var ownSpace]
                && boot.Length > 0
                && boot != ownBoot
                && space == ownSpace;
    }

    private static string NameOf(string machine) => machine.Split('|')[0];

    private static string ThisMachine()
    {
        try
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            var space = new FileInfo("/proc/self/ns/pid").LinkTarget;
            return $"{Environment.MachineName}|{boot}|{space}";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"{Environment.MachineName}||";
        }
    }

    private static long? StartOf(int process) => OperatingSystem.IsLinux() ? LinuxStartOf(process) : PortableStartOf(process);

    /// <summary>Clock ticks since the start of the machine: no change of the clock moves them.</summary>
    private static long? LinuxStartOf(int process)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            // The name, in parentheses, may hold blanks; state is the first field after it and start time the twentieth.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? PortableStartOf(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return new DateTimeOffset(found.StartTime).ToUnixTimeSeconds();
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
