using Muster.Server.Workspaces;

namespace Muster.Server.Tests.Workspaces;

/// <summary>Which host name is whose.</summary>
public sealed class WorkspaceHostsTests
{
    [Theory]
    [InlineData("https://*.muster.example.com", "https://contoso.muster.example.com/")]
    [InlineData("https://*.muster.example.com/", "https://contoso.muster.example.com/")]
    [InlineData("https://*.muster.example.com:8443", "https://contoso.muster.example.com:8443/")]
    [InlineData("http://*.LocalHost:5080", "http://contoso.localhost:5080/")]
    public void An_address_with_a_star_gives_each_workspace_its_own(string text, string expected) =>
        Assert.Equal(expected, WorkspaceHosts.Parse(text)!.AddressOf("Contoso").ToString());

    [Theory]
    [InlineData("https://muster.example.com")]
    [InlineData("https://*")]
    [InlineData("https://*.")]
    [InlineData("https://a.*.example.com")]
    [InlineData("https://*.*.example.com")]
    [InlineData("https://*.example.com/muster")]
    [InlineData("https://*.example.com/?a=b")]
    [InlineData("https://user@*.example.com")]
    [InlineData("https://*.127.0.0.1")]
    [InlineData("ftp://*.example.com")]
    [InlineData("*.example.com")]
    [InlineData("")]
    public void What_gives_no_workspace_an_address_is_refused(string text) => Assert.Null(WorkspaceHosts.Parse(text));

    [Theory]
    [InlineData("contoso.muster.example.com", "contoso")]
    [InlineData("CONTOSO.Muster.Example.Com", "CONTOSO")]
    [InlineData("a.b.muster.example.com", "a.b")]
    [InlineData("muster.example.com", null)]
    [InlineData(".muster.example.com", null)]
    [InlineData("contosomuster.example.com", null)]
    [InlineData("contoso.muster.example.com.evil.example", null)]
    [InlineData("", null)]
    public void The_part_of_a_host_before_the_domain_is_the_name(string host, string? expected) =>
        Assert.Equal(expected, WorkspaceHosts.Parse("https://*.muster.example.com")!.NameOf(host));
}
