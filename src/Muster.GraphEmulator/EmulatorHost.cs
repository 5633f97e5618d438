using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Hosting;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator;

/// <summary>A running Microsoft Graph look-alike on 127.0.0.1, together with its login host.</summary>
public sealed class EmulatorHost : IAsyncDisposable
{
    private readonly EmulatorParts _parts;
    private readonly Listener _listener;
    private int _stopped;

    private EmulatorHost(EmulatorParts parts, Listener listener)
    {
        _parts = parts;
        _listener = listener;
        AuthorityUrl = listener.Address;
        GraphUrl = new(listener.Address, GraphEndpoint.Version);
    }

    /// <summary>Root of the Graph API including the version, without a slash at its end.</summary>
    public Uri GraphUrl { get; }

    /// <summary>Root of the login host; the tenant id follows it, as with login.microsoftonline.com.</summary>
    public Uri AuthorityUrl { get; }

    /// <summary>Id of the tenant.</summary>
    public string TenantId => _parts.App.TenantId;

    /// <summary>Application id to sign in with.</summary>
    public string ClientId => _parts.App.ClientId;

    /// <summary>Secret of that application.</summary>
    public string ClientSecret => _parts.App.ClientSecret;

    /// <summary>PEM file of the certificate to trust.</summary>
    public string CertificatePath => _parts.Certificate.Path;

    /// <summary>Where the tenant stands now.</summary>
    public EmulatorState State => _parts.State;

    /// <summary>Ends when the emulator has stopped.</summary>
    public Task Completion => _listener.Completion;

    /// <summary>Loads the tenant, begins to listen, and then writes the ready file.</summary>
    /// <exception cref="ArgumentException">An option makes no sense: a page size, port or change set number out of range, a fault rule, a certificate.</exception>
    /// <exception cref="InvalidDataException">The history is not what it should be; the message says where.</exception>
    /// <exception cref="IOException">The port is taken, or a file cannot be written.</exception>
    public static async Task<EmulatorHost> StartAsync(
        EmulatorOptions options,
        ITenantHistory history,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (options.FindProblem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        var parts = EmulatorParts.Create(options, history, clock, cancellationToken);
        EmulatorHost? host = null;
        try
        {
            host = new EmulatorHost(parts, await Listener.StartAsync(options, parts, clock, cancellationToken));
            if (options.ReadyFile is { } path)
                await ReadyFile.WriteAsync(path, host, cancellationToken);
            return host;
        }
        catch
        {
            if (host is null)
                await parts.DisposeAsync();
            else
                await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Moves the tenant on until the given change set is the last one in force.</summary>
    /// <exception cref="InvalidOperationException">That lies behind the tenant, or past the end of its history.</exception>
    public Task AdvanceAsync(long to, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                try
                {
                    _parts.Timeline.AdvanceTo(to, cancellationToken);
                }
                catch (TimelineException problem)
                {
                    throw new InvalidOperationException(problem.Message, problem);
                }
            },
            cancellationToken
        );

    /// <summary>Stops listening and removes what the emulator wrote for itself; the ready file stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
            return;
        await _listener.DisposeAsync();
        await _parts.DisposeAsync();
    }
}
