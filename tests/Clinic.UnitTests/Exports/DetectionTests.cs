using Clinic.Anonymization.Detection;
using Clinic.Anonymization.Masking;
using Clinic.Core.Users;
using Xunit;

namespace Clinic.UnitTests.Exports;

public sealed class DetectionTests
{
    private static readonly MasterData Patient = new()
    {
        FirstName = "Íñigo",
        FirstLastName = "O'Farrill",
        SecondLastName = "de la Peña",
        Address = new Address("Niños Héroes", "14", "Roma Norte", "06700"),
        Children = [new Child("Yaretzi", "Núñez")],
    };

    private static readonly KnownNames Known = KnownNames.Of(Patient, ["Lucía", "Muñoz", "Luz"]);

    [Theory]
    [InlineData("Íñigo refiere insomnio.", "[NOMBRE] refiere insomnio.")]
    [InlineData("INIGO OFARRILL llega tarde.", "[NOMBRE] llega tarde.")]
    [InlineData("Con o’farrill se trabaja la culpa.", "Con [NOMBRE] se trabaja la culpa.")]
    [InlineData("Siente pena por su hija yaretzi.", "Siente pena por su hija [NOMBRE].")]
    [InlineData("El Sr. de la Peña acepta.", "El Sr. de la [NOMBRE] acepta.")]
    [InlineData("La terapeuta Luz Muñoz lo canaliza.", "La terapeuta [NOMBRE] lo canaliza.")]
    [InlineData("Su hermana dio a luz; viste de rosa.", "Su hermana dio a luz; viste de rosa.")]
    [InlineData("Su esposo Ramiro murió.", "Su esposo [NOMBRE] murió.")]
    [InlineData("Habló con Doña Consuelo Arriaga y con Lupita.", "Habló con Doña [NOMBRE] y con [NOMBRE].")]
    [InlineData("Busca consuelo y esperanza en la soledad.", "Busca consuelo y esperanza en la soledad.")]
    [InlineData("Llamar al 55 1234 5678 o +52 1 55-1234-5678.", "Llamar al [TELÉFONO] o [TELÉFONO].")]
    [InlineData("Escribe a ana.ruiz+x@example.org.mx, por favor.", "Escribe a [CORREO], por favor.")]
    [InlineData("Murió el 12 de marzo de 2021.", "Murió el [FECHA 2021].")]
    [InlineData("Nació el 03/05/1931, tiene 95 años.", "Nació el [FECHA], tiene [90+] años.")]
    [InlineData("Vive en Calle Niños Héroes 14, Col. Roma Norte, C.P. 06700.", "Vive en [LUGAR], [LUGAR], [LUGAR].")]
    [InlineData("Se mudó a Toluca en 2019.", "Se mudó a [LUGAR] en 2019.")]
    [InlineData("Tiene 45 años y pagó 150.00 pesos en 10 sesiones.", "Tiene 45 años y pagó 150.00 pesos en 10 sesiones.")]
    [InlineData("Motivo: Pérdida de identidad. Se usó Meditación.", "Motivo: Pérdida de identidad. Se usó Meditación.")]
    public void A_text_is_masked(string text, string expected) => Assert.Equal(expected, Mask.Apply(text, OwnDetector.Detect(text, Known), 2026));

    [Theory]
    [InlineData("HEGG560427MVZRRL04", true)]
    [InlineData("HEGG560427MVZRRL05", false)]
    public void A_CURP_is_told_by_its_check_digit(string curp, bool valid) => Assert.Equal(valid, CheckDigits.IsCurp(curp));

    [Theory]
    [InlineData("GODE561231GR8", true)]
    [InlineData("GODE561231GR7", false)]
    public void An_RFC_is_told_by_its_check_digit(string rfc, bool valid) => Assert.Equal(valid, CheckDigits.IsRfc(rfc));
}
