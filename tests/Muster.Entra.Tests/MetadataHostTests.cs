using System.Net;
using Muster.Engine.Reading;
using Muster.Entra.Http;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

/// <summary>What no directory is.</summary>
public sealed class MetadataHostTests
{
    [Theory]
    [InlineData("https://169.254.169.254/v1.0", true)]
    [InlineData("https://2852039166/v1.0", true)]
    [InlineData("https://0xA9.0xFE.0xA9.0xFE/v1.0", true)]
    [InlineData("https://0251.0376.0251.0376/v1.0", true)]
    [InlineData("https://[::ffff:169.254.169.254]/v1.0", true)]
    [InlineData("https://[fe80::1]/v1.0", true)]
    [InlineData("https://[fd00:ec2::254]/v1.0", true)]
    [InlineData("https://168.63.129.16/v1.0", true)]
    [InlineData("https://metadata.google.internal/v1.0", true)]
    [InlineData("https://METADATA.google.internal./v1.0", true)]
    [InlineData("https://graph.microsoft.com/v1.0", false)]
    [InlineData("https://127.0.0.1:8443/v1.0", false)]
    [InlineData("https://10.1.2.3/v1.0", false)]
    [InlineData("https://169.253.169.254/v1.0", false)]
    public void The_address_of_the_machines_own_metadata_is_known_in_every_form(string address, bool isOne) =>
        Assert.Equal(isOne, MetadataHosts.IsOne(new Uri(address)));

    [Theory]
    [InlineData("169.254.169.254", true)]
    [InlineData("fe80::1", true)]
    [InlineData("::ffff:169.254.1.1", true)]
    [InlineData("192.168.0.1", false)]
    [InlineData("::1", false)]
    public void What_a_name_turns_out_to_be_is_looked_at_too(string address, bool isOne) =>
        Assert.Equal(isOne, MetadataHosts.IsOne(IPAddress.Parse(address)));

    [Fact]
    public async Task Nothing_is_sent_there()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var source = reading.Open(reading.Connection with { Authority = new Uri("https://169.254.169.254/") });
        var failure = await Assert.ThrowsAsync<DirectoryReadException>(() =>
            source.ReadAsync(DirectoryStream.Users, new MirrorRecorder(), null, CancellationToken.None)
        );
        Assert.Contains("Muster does not go there", failure.Message, StringComparison.Ordinal);
    }
}
