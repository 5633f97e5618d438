using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Http;

namespace Muster.Entra.Tests.Scripted;

/// <summary>A scripted server, a source that reads it, and everything the test may look at.</summary>
internal sealed class Reading : IAsyncDisposable
{
    private readonly List<EntraDirectorySource> _sources = [];
    private EntraDirectorySource? _source;

    private Reading(ScriptedGraph graph) => Graph = graph;

    public ScriptedGraph Graph { get; }

    public SkippingClock Clock { get; } = new();

    public List<ReadProgress> Progress { get; } = [];

    /// <summary>What is read of users beyond what is read of all.</summary>
    public PropertySelection More { get; set; } = PropertySelection.None;

    public EntraDirectorySource Source => _source ??= Open();

    public static async Task<Reading> StartAsync() => new(await ScriptedGraph.StartAsync());

    public Connection Connection =>
        new()
        {
            Name = "Contoso",
            TenantId = "11111111-1111-1111-1111-111111111111",
            ClientId = "22222222-2222-2222-2222-222222222222",
            Credential = CredentialKind.Secret,
            GraphUrl = new Uri(Graph.Root),
            Authority = Graph.Address,
            TrustedCertificatePem = TestCertificate.Loopback.ExportCertificatePem(),
        };

    public EntraDirectorySource Open(Connection? connection = null, Credential? credential = null)
    {
        var source = new EntraDirectorySource(
            connection ?? Connection,
            credential ?? new Credential(CredentialKind.Secret, "s3cret-value"),
            More,
            new RetryRules(() => 0.5),
            Clock
        );
        _sources.Add(source);
        return source;
    }

    public Task<StreamRead> UsersAsync(MirrorRecorder session, CancellationToken cancellationToken = default) =>
        Source.ReadAsync(DirectoryStream.Users, session, new Listener(Progress), cancellationToken);

    public Task<StreamRead> GroupsAsync(MirrorRecorder session, CancellationToken cancellationToken = default) =>
        Source.ReadAsync(DirectoryStream.Groups, session, new Listener(Progress), cancellationToken);

    /// <summary>Reads users and expects that it fails, with the session not completed.</summary>
    public async Task<DirectoryReadException> FailAsync(DirectoryStream stream = DirectoryStream.Users, MirrorRecorder? session = null)
    {
        session ??= new MirrorRecorder();
        var failure = await Assert.ThrowsAsync<DirectoryReadException>(() =>
            Source.ReadAsync(stream, session, new Listener(Progress), CancellationToken.None)
        );
        Assert.Null(session.Completed);
        return failure;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
            await source.DisposeAsync();
        await Graph.DisposeAsync();
    }

    private sealed class Listener(List<ReadProgress> heard) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value)
        {
            lock (heard)
                heard.Add(value);
        }
    }
}
