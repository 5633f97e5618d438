using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Server.Connections;
using Muster.Server.FirstRun;
using Muster.Server.Ui;

namespace Muster.Server.Tests;

/// <summary>Bad input of the wizard and of the set-up: each has its own message, which says how to mend it.</summary>
public sealed class ConnectionFieldsTests
{
    private static readonly Texts T = Texts.English;
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 50, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "Type the tenant")]
    [InlineData("contoso", "neither a GUID nor a domain name")]
    [InlineData("6e7b768e-07e2-4810-8459", "neither a GUID nor a domain name")]
    public void A_tenant_that_is_none_is_refused(string typed, string says) =>
        Assert.Contains(says, ConnectionFields.Tenant(T, typed).Fault, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "Paste the secret")]
    [InlineData(" abc~def", "begins or ends with a blank")]
    [InlineData("abc~def\n", "begins or ends with a blank")]
    [InlineData("abc~ def", "in its middle")]
    [InlineData("6e7b768e-07e2-4810-8459-485f84f8f204", "probably the secret's id")]
    public void A_secret_that_cannot_be_one_is_refused(string typed, string says) =>
        Assert.Contains(says, ConnectionFields.SecretFault(T, typed), StringComparison.Ordinal);

    [Theory]
    [InlineData("http://graph.microsoft.com/v1.0", "must begin with https")]
    [InlineData("https://169.254.169.254/v1.0", "tells the machine its own keys")]
    [InlineData("https://metadata.google.internal/v1.0", "tells the machine its own keys")]
    [InlineData("https://me:pw@graph.microsoft.com/v1.0", "no user name")]
    [InlineData("graph", "is not an address")]
    public void An_address_where_no_directory_is_is_refused(string typed, string says) =>
        Assert.Contains(says, ConnectionFields.Address(T, typed, slash: false).Fault, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://127.0.0.1:8443/v1.0", true)]
    [InlineData("https://[::1]/v1.0", true)]
    [InlineData("https://10.1.2.3/v1.0", true)]
    [InlineData("https://172.31.0.1/v1.0", true)]
    [InlineData("https://192.168.1.1/v1.0", true)]
    [InlineData("https://100.64.0.1/v1.0", true)]
    [InlineData("https://[fd12::1]/v1.0", true)]
    [InlineData("https://[::ffff:10.1.2.3]/v1.0", true)]
    [InlineData("https://localhost/v1.0", true)]
    [InlineData("https://graph/v1.0", true)]
    [InlineData("https://graph.lab.internal/v1.0", true)]
    [InlineData("https://172.32.0.1/v1.0", false)]
    [InlineData("https://100.128.0.1/v1.0", false)]
    [InlineData("https://graph.microsoft.com/v1.0", false)]
    [InlineData("https://20.190.128.1/v1.0", false)]
    public void A_private_address_is_no_fault_and_is_remarked(string address, bool isPrivate)
    {
        Assert.Null(ConnectionFields.Address(T, address, slash: false).Fault);
        Assert.Equal(isPrivate, PrivateHosts.IsOne(new Uri(address)));
    }

    [Theory]
    [InlineData(-400, -3, "expired on")]
    [InlineData(3, 400, "is valid from")]
    public void A_certificate_out_of_date_is_refused(int from, int to, string says)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=muster", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(Now.AddDays(from), Now.AddDays(to));
        var pem = $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}";
        Assert.Contains(says, ConnectionFields.ClientCertificate(T, pem, "muster.pem", Now).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301, "ahead of")]
    [InlineData(-301, "behind")]
    public void A_clock_that_is_more_than_five_minutes_off_is_said_with_what_to_do(int seconds, string says)
    {
        var fault = ClockWords.Fault(T, TimeSpan.FromSeconds(seconds));
        Assert.Contains(says, fault, StringComparison.Ordinal);
        Assert.Contains("NTP", fault, StringComparison.Ordinal);
        Assert.Null(ClockWords.Fault(T, TimeSpan.FromSeconds(Math.Sign(seconds) * 300)));
    }

    [Theory]
    [InlineData("http://muster.example.com", "--public-url https://muster.example.com")]
    [InlineData("ftp://muster.example.com", "type https://muster.example.com")]
    [InlineData("muster.example.com", "is not an address")]
    [InlineData("https://muster.example.com/app?x=1", "type https://muster.example.com.")]
    public void An_address_of_this_server_that_cannot_be_is_refused_with_the_one_to_type(string typed, string says) =>
        Assert.Contains(says, ServerFields.Address(T, typed).Fault, StringComparison.Ordinal);

    [Theory]
    [InlineData("", null)]
    [InlineData(" https://muster.example.com ", "https://muster.example.com/")]
    [InlineData("http://127.0.0.1:5080/", "http://127.0.0.1:5080/")]
    public void An_address_that_people_can_use_is_taken(string typed, string? address) =>
        Assert.Equal((address, null), (ServerFields.Address(T, typed).Address?.ToString(), ServerFields.Address(T, typed).Fault));

    [Fact]
    public void A_request_by_an_address_that_may_not_be_kept_proposes_none() =>
        Assert.Equal("", ServerFields.Proposed(T, null, "http://10.0.0.5:5080/"));

    [Theory]
    [InlineData("Europe/Vienna", "Europe/Vienna")]
    [InlineData("Mars/Olympus", null)]
    [InlineData("", null)]
    public void A_time_zone_is_one_that_this_machine_knows(string typed, string? zone) =>
        Assert.Equal((zone, zone is null), (ServerFields.Zone(T, typed).Zone, ServerFields.Zone(T, typed).Fault is not null));

    [Fact]
    public void An_exact_time_is_shown_in_the_readers_zone_with_UTC_beside_it()
    {
        Texts In(string zone) =>
            new(CultureInfo.InvariantCulture, new ReaderForm(CultureInfo.InvariantCulture, TimeZoneInfo.FindSystemTimeZoneById(zone)));
        Assert.Equal("2026-03-02 11:50:00 Europe/Vienna (2026-03-02 10:50:00 UTC)", Words.ExactAndUtc(In("Europe/Vienna"), Now));
        Assert.Equal(Words.Exact(T, Now), Words.ExactAndUtc(In("UTC"), Now));
    }
}
