using System.Diagnostics;

namespace Muster.Cli.Demo;

/// <summary>Opens an address in the person's own browser, where there is one.</summary>
internal static class Browser
{
    /// <summary>Tries; whether it worked does not matter, since the address is printed too.</summary>
    public static void Open(Uri address)
    {
        var graphical =
            OperatingSystem.IsWindows()
            || OperatingSystem.IsMacOS()
            || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };
        if (!graphical)
            return;
        var opener = OperatingSystem.IsMacOS() ? "open" : "xdg-open";
        try
        {
            using var process = OperatingSystem.IsWindows()
                ? Process.Start(new ProcessStartInfo(address.ToString()) { UseShellExecute = true })
                : Process.Start(
                    new ProcessStartInfo(opener, address.ToString())
                    {
                        UseShellExecute = false,
                        RedirectStandardError = true,
                        RedirectStandardOutput = true,
                    }
                );
        }
        catch (Exception none) when (none is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            // No browser here; the printed address is enough.
        }
    }
}
