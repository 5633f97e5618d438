using System.Globalization;
using System.Text;
using Muster.Cli;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
#pragma warning disable RS0030 // It is set here, once, and asked for nowhere.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
#pragma warning restore RS0030
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16)
{
    AutoFlush = !Console.IsOutputRedirected,
};
using var stop = new CancellationTokenSource();

// The first Ctrl-C or SIGTERM stops cleanly; a second one ends the process at once, which is safe too.
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};
using var termination = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGTERM,
    signal =>
    {
        signal.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }
);
try
{
    return await new Cli(output, Console.Error, TimeProvider.System).RunAsync(args, stop.Token);
}
catch (IOException broken) when (broken.HResult == unchecked((int)0x80131620) && Console.IsOutputRedirected)
{
    // The reader of a pipe has gone, as "muster export state | head" does.
    return ExitCodes.Unexpected;
}
finally
{
    try
    {
        output.Flush();
    }
    catch (IOException) when (Console.IsOutputRedirected)
    {
        // As above: nobody reads any more.
    }
}
