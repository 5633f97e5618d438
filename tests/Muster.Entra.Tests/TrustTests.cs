using System.Net;
using Muster.Engine.Reading;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class TrustTests
{
    [Fact]
    public async Task A_private_certificate_is_not_trusted_unless_it_is_named()
    {
        await using var reading = await Scripted.Reading.StartAsync();

        var failure = await ReadAsync(reading, null);

        Assert.Equal(DirectoryFault.CertificateNotTrusted, failure.Fault);
        Assert.Contains("--trust-certificate", failure.Message, StringComparison.Ordinal);
        Assert.Contains("not issued by anybody trusted", failure.Message, StringComparison.Ordinal);
        Assert.Empty(reading.Graph.TokenRequests);
        Assert.Empty(reading.Clock.Waits);
    }

    [Fact]
    public async Task Another_certificate_than_the_named_one_is_not_trusted()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        using var other = TestCertificate.Make("localhost", IPAddress.Loopback);

        Assert.Equal(DirectoryFault.CertificateNotTrusted, (await ReadAsync(reading, other.ExportCertificatePem())).Fault);
    }

    [Fact]
    public async Task The_named_certificate_is_not_trusted_under_another_name()
    {
        using var certificate = TestCertificate.Make("elsewhere.example");

        var failure = await ServedWithAsync(certificate);

        Assert.Equal(DirectoryFault.CertificateNotTrusted, failure.Fault);
        Assert.Contains("another name", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_named_certificate_is_not_trusted_once_it_has_expired()
    {
        using var certificate = TestCertificate.Make("localhost", IPAddress.Loopback, TimeSpan.FromDays(-3), TimeSpan.FromDays(-1));

        var failure = await ServedWithAsync(certificate);

        Assert.Equal(DirectoryFault.CertificateNotTrusted, failure.Fault);
        Assert.Contains("expired", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public async Task A_file_that_is_no_certificate_is_named(string pem)
    {
        await using var reading = await Scripted.Reading.StartAsync();

        var failure = Assert.Throws<DirectoryReadException>(() => reading.Open(reading.Connection with { TrustedCertificatePem = pem }));

        Assert.Equal(DirectoryFault.CertificateNotTrusted, failure.Fault);
    }

    private static async Task<DirectoryReadException> ServedWithAsync(
        System.Security.Cryptography.X509Certificates.X509Certificate2 certificate
    )
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var graph = await ScriptedGraph.StartAsync(certificate);
        await using var source = reading.Open(
            reading.Connection with
            {
                GraphUrl = new Uri(graph.Root),
                Authority = graph.Address,
                TrustedCertificatePem = certificate.ExportCertificatePem(),
            }
        );
        return await Assert.ThrowsAsync<DirectoryReadException>(() =>
            source.ReadAsync(DirectoryStream.Users, new MirrorRecorder(), null, CancellationToken.None)
        );
    }

    private static Task<DirectoryReadException> ReadAsync(Scripted.Reading reading, string? pem) =>
        Assert.ThrowsAsync<DirectoryReadException>(() =>
            reading
                .Open(reading.Connection with { TrustedCertificatePem = pem })
                .ReadAsync(DirectoryStream.Users, new MirrorRecorder(), null, CancellationToken.None)
        );
}
