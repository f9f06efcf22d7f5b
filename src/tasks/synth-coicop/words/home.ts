/** Divisions of drinks, clothes, dwelling and household in the notation of `../parse-words.ts`. */
export const HOME_WORDS = `
= Getränke und Tabak | boissons et tabac
- Getränke ohne Alkohol
+ Kaffee und Tee | Kaffee,Tee | café,thé | gemahlen,ganze Bohne,entkoffeiniert,Bio | moulu,en grains,décaféiné,bio | 20 Stk,250g,500g,1kg | 5.6 | supermarket discounter
Bohnenkaffee,Espresso,Röstkaffee,Kaffeebohnen,Filterkaffee | café en grains,espresso,café torréfié,arabica,café filtre
Kaffeekapseln,Löskaffee,Kaffeepads,Cappuccinopulver,Instantkaffee | capsules de café,café soluble,dosettes de café,cappuccino en poudre,café instantané
Schwarztee,Grüntee,Earl Grey,Eistee Pulver,Matcha | thé noir,thé vert,earl grey,poudre de thé froid,matcha
Kräutertee,Pfefferminztee,Kamillentee,Früchtetee,Lindenblütentee | tisane,infusion menthe,camomille,infusion aux fruits,tilleul
Kakaopulver,Trinkschokolade,Schokopulver,Malzgetränk,Kakao | poudre de cacao,chocolat chaud,boisson chocolatée,boisson maltée,cacao
+ Wasser und Säfte | Getränk,Flasche | boisson,bouteille | mit Kohlensäure,still,ohne Zucker,gekühlt | gazeuse,plate,sans sucre,fraîche | 33cl,500ml,1l,6x1.5l | 1.9 | supermarket kiosk
Mineralwasser,Quellwasser,Tafelwasser,Heilwasser,Sprudel | eau minérale,eau de source,eau de table,eau plate,eau gazeuse
Cola,Limonade,Zitronenlimonade,Tonic,Bitterlemon | cola,limonade,limonade citron,tonic,limonade amère
Orangensaft,Apfelsaft,Multivitaminsaft,Traubensaft,Apfelschorle | jus d'orange,jus de pomme,jus multivitaminé,jus de raisin,jus de pomme gazéifié
Eistee,Energydrink,Sportgetränk,Eistee Pfirsich,Isogetränk | thé froid,boisson énergisante,boisson sportive,thé froid pêche,boisson isotonique
Himbeersirup,Sirup,Holunderblütensirup,Grenadine,Zitronensirup | sirop de framboise,sirop,sirop de sureau,grenadine,sirop de citron
- Alkohol und Tabak
+ Wein und Bier | Wein,Bier | vin,bière | trocken,Jahrgang,im Karton,vom Fass | sec,millésimé,en carton,pression | 33cl,50cl,75cl,6x50cl | 8.5 | supermarket market
Rotwein,Merlot,Pinot noir,Rioja,Spätburgunder | vin rouge,merlot,pinot noir,rioja,primitivo
Weißwein,Riesling,Chardonnay,Fendant,Grauburgunder | vin blanc,riesling,chardonnay,fendant,pinot gris
Sekt,Prosecco,Champagner,Schaumwein,Crémant | mousseux,prosecco,champagne,vin mousseux,crémant
Roséwein,Glühwein,Sangria,Portwein,Federweißer | vin rosé,vin chaud,sangria,porto,vin nouveau
Lagerbier,Weizenbier,Pils,Dosenbier,Märzen | bière blonde,bière blanche,pils,bière en canette,bière de mars
Bier alkoholfrei,Radler,Panaché,Biermischgetränk,Weizen alkoholfrei | bière sans alcool,panaché,bière citron,mélange à la bière,blanche sans alcool
+ Spirituosen und Tabak | Spirituose,Tabak | spiritueux,tabac | mild,gereift,klein,Sonderedition | doux,vieilli,petit,édition spéciale | 35cl,70cl,1 Pack,20 Stk | 16.5 | supermarket kiosk
Whisky,Rum,Cognac,Weinbrand,Bourbon | whisky,rhum,cognac,eau-de-vie de vin,bourbon
Wodka,Gin,Obstbrand,Kirschwasser,Grappa | vodka,gin,eau-de-vie de fruits,kirsch,grappa
Likör,Aperitif,Kräuterlikör,Eierlikör,Wermut | liqueur,apéritif,liqueur aux herbes,liqueur d'œufs,vermouth
Zigaretten,Filterzigaretten,Zigaretten Stange,Mentholzigaretten,Zigaretten Softpack | cigarettes,cigarettes filtre,cartouche de cigarettes,cigarettes légères,paquet de cigarettes
Zigarren,Drehtabak,Pfeifentabak,Zigarillos,Schnupftabak | cigares,tabac à rouler,tabac à pipe,cigarillos,tabac à priser
E-Zigarette,Nachfüllflüssigkeit,Tabakstick,Feuerzeug,Verdampferkopf | cigarette électronique,recharge liquide,bâtonnet de tabac,briquet,résistance de vapoteuse
= Bekleidung und Schuhe | habillement et chaussures
- Bekleidung
+ Damenmode | Damen,Damenbekleidung | femme,mode femme | Baumwolle,schwarz,Größe M,langarm,gestreift | coton,noir,taille M,manches longues,rayé | 1 Stk,Gr. 38,Gr. 40,Gr. 42 | 42 | fashion online
Damenhose,Damenjeans,Leggings,Stoffhose,Culotte | pantalon femme,jean femme,legging,pantalon en toile,jupe-culotte
Bluse,Damenshirt,Top,Tunika,Longshirt | chemisier,t-shirt femme,top,tunique,blouse
Kleid,Rock,Sommerkleid,Abendkleid,Jeansrock | robe,jupe,robe d'été,robe de soirée,jupe en jean
Damenpullover,Strickjacke,Cardigan,Rollkragenpullover,Twinset | pull femme,gilet tricoté,cardigan,col roulé,boléro
Damenmantel,Damenjacke,Blazer,Trenchcoat,Steppmantel | manteau femme,veste femme,blazer,trench,doudoune femme
BH,Slip,Strumpfhose,Bustier,Bralette | soutien-gorge,culotte,collants,bustier,brassière
+ Herrenmode | Herren,Herrenbekleidung | homme,mode homme | Baumwolle,blau,Größe L,kurzarm,kariert | coton,bleu,taille L,manches courtes,à carreaux | 1 Stk,Gr. 48,Gr. 50,Gr. 52 | 46 | fashion online
Herrenhose,Herrenjeans,Chino,Cordhose,Cargohose | pantalon homme,jean homme,chino,pantalon velours,pantalon cargo
Hemd,Polohemd,Herrenshirt,Flanellhemd,Leinenhemd | chemise,polo,t-shirt homme,chemise flanelle,chemise en lin
Herrenpullover,Kapuzenpullover,Sweatshirt,Pullunder,Troyer | pull homme,sweat à capuche,sweat-shirt,débardeur en laine,pull camionneur
Anzug,Sakko,Krawatte,Smoking,Anzugweste | costume,veston,cravate,smoking,gilet de costume
Herrenjacke,Winterjacke,Regenjacke,Parka,Fleecejacke | veste homme,veste d'hiver,imperméable,parka,veste polaire
Boxershorts,Unterhemd,Herrensocken,Herrenslip,Kniestrümpfe | boxer,maillot de corps,chaussettes homme,slip homme,mi-bas
+ Kindermode | Kinder,Kinderkleider | enfant,vêtements enfant | bunt,Baumwolle,Größe 116,Mädchen,Jungen | coloré,coton,taille 116,fille,garçon | 1 Stk,Gr. 98,Gr. 116,Gr. 140 | 21 | fashion online
Kinderhose,Kinderjeans,Latzhose,Kinderleggings,Jogginghose Kinder | pantalon enfant,jean enfant,salopette,legging enfant,jogging enfant
Kindershirt,Kinderpullover,Kinderhemd,Kinderkleid,Kindersweater | t-shirt enfant,pull enfant,chemise enfant,robe enfant,sweat enfant
Babybody,Strampler,Babymütze,Lätzchen,Schlafsack Baby | body bébé,grenouillère,bonnet bébé,bavoir,gigoteuse
Kinderjacke,Schneeanzug,Kinderregenjacke,Matschhose,Kinderanorak | veste enfant,combinaison de ski,imperméable enfant,pantalon de pluie,anorak enfant
+ Zubehör | Accessoire,Mode | accessoire,mode | Leder,Wolle,einfarbig,Unisex | cuir,laine,uni,unisexe | 1 Stk,2 Stk,1 Paar,3 Paar | 18 | fashion online
Mütze,Hut,Schal,Handschuhe,Stirnband | bonnet,chapeau,écharpe,gants,bandeau
Gürtel,Hosenträger,Ledergürtel,Nietengürtel,Stoffgürtel | ceinture,bretelles,ceinture en cuir,ceinture cloutée,ceinture tressée
Socken,Strümpfe,Wollsocken,Sneakersocken,Wandersocken | chaussettes,bas,chaussettes de laine,socquettes,chaussettes de marche
Bikini,Badehose,Badeanzug,Badeshorts,Strandkleid | bikini,short de bain,maillot de bain,slip de bain,paréo
Pyjama,Bademantel,Nachthemd,Morgenmantel,Schlafshorts | pyjama,peignoir,chemise de nuit,robe de chambre,short de nuit
+ Stoff und Pflege | Textilpflege,Stoff | soin textile,tissu | express,Meterware,nach Maß,pro Stück | express,au mètre,sur mesure,à la pièce | 1 Stk,1 m,2 m,5 m | 14 | fashion service
Hemdenreinigung,Textilreinigung,Chemische Reinigung,Bügelservice,Teppichreinigung | nettoyage de chemise,pressing,nettoyage à sec,repassage,nettoyage de tapis
Hosenkürzung,Änderungsschneiderei,Reißverschluss ersetzen,Schneiderarbeit,Saum nähen | ourlet,retouche,changement de fermeture,couture sur mesure,reprise
Wolle,Strickgarn,Nähgarn,Knöpfe,Häkelgarn | laine à tricoter,fil à tricoter,fil à coudre,boutons,fil à crocheter
- Schuhe
+ Schuhe | Schuhe,Schuh | chaussures,chaussure | Leder,wasserdicht,Größe 39,bequem,schwarz | cuir,imperméable,pointure 39,confort,noir | 1 Paar,Gr. 37,Gr. 39,Gr. 43 | 64 | fashion online
Damenschuhe,Pumps,Ballerinas,Stiefeletten,Sandaletten | chaussures femme,escarpins,ballerines,bottines,nu-pieds
Herrenschuhe,Halbschuhe,Schnürschuhe,Mokassins,Lederschuhe | chaussures homme,derbies,richelieus,mocassins,souliers en cuir
Kinderschuhe,Gummistiefel,Lauflernschuhe,Kindersandalen,Hausschuhe Kinder | chaussures enfant,bottes de pluie,premiers pas,sandales enfant,pantoufles enfant
Turnschuhe,Laufschuhe,Sneaker,Fußballschuhe,Trailschuhe | baskets,chaussures de course,sneakers,chaussures de foot,chaussures de trail
Wanderschuhe,Winterstiefel,Bergschuhe,Schneestiefel,Trekkingschuhe | chaussures de marche,bottes d'hiver,chaussures de montagne,après-skis,chaussures de trekking
Hausschuhe,Badelatschen,Flipflops,Filzpantoffeln,Clogs | pantoufles,claquettes,tongs,chaussons en feutre,sabots
Schuhcreme,Schuhsohlen,Schnürsenkel,Einlegesohlen,Imprägnierspray | cirage,ressemelage,lacets,semelles,spray imperméabilisant
= Wohnen und Energie | logement et énergie
- Wohnung
+ Miete und Unterhalt | Wohnung,Miete | logement,loyer | monatlich,Akonto,inklusive,Rechnung | mensuel,acompte,compris,facture | 1 Monat,3 Monate,1 Stk,1 Jahr | 480 | transfer service
Wohnungsmiete,Nettomiete,Mietzins,Zimmermiete,Untermiete | loyer appartement,loyer net,loyer mensuel,loyer chambre,sous-location
Garagenmiete,Parkplatzmiete,Tiefgarage,Stellplatz,Einstellplatz | location garage,place de parc,parking souterrain,place de stationnement,box de garage
Nebenkosten,Wassergebühr,Kehrichtgebühr,Abwasser,Grundgebühr Abfall | charges,taxe d'eau,taxe déchets,eaux usées,taxe poubelle
Wandfarbe,Tapete,Lack,Dispersionsfarbe,Kreidefarbe | peinture murale,papier peint,vernis,peinture dispersion,peinture à la craie
Malerarbeiten,Sanitärreparatur,Elektriker,Bodenleger,Kaminfeger | travaux de peinture,dépannage sanitaire,électricien,pose de sol,ramoneur
Fliesen,Parkett,Laminat,Zement,Gipskarton | carrelage,parquet,stratifié,ciment,placoplâtre
- Energie
+ Strom und Heizung | Energie,Heizung | énergie,chauffage | monatlich,Abschlag,Tarif,Lieferung | mensuel,acompte,tarif,livraison | 1 Monat,100 kWh,500 l,15kg | 88 | transfer service
Stromrechnung,Strom,Ökostrom,Netznutzung,Solarstrom | facture d'électricité,courant,courant vert,taxe de réseau,courant solaire
Erdgas,Gasrechnung,Propangas,Gasflasche,Biogas | gaz naturel,facture de gaz,gaz propane,bouteille de gaz,biogaz
Heizöl,Fernwärme,Pellets,Wärmelieferung,Holzbriketts | mazout,chauffage à distance,pellets,livraison de chaleur,briquettes de bois
Brennholz,Grillkohle,Anzündwürfel,Kaminholz,Holzkohle | bois de chauffage,charbon de bois,allume-feu,bûches,briquettes de charbon
= Haushalt und Möbel | ménage et meubles
- Möbel und Textilien
+ Möbel | Möbel | meuble | Eiche,weiß,ausziehbar,massiv,mit Lieferung | chêne,blanc,extensible,massif,avec livraison | 1 Stk,2 Stk,80x200,140x200 | 180 | furniture online
Sofa,Couch,Sessel,Ecksofa,Schlafsofa | canapé,divan,fauteuil,canapé d'angle,canapé-lit
Bett,Matratze,Lattenrost,Boxspringbett,Topper | lit,matelas,sommier,lit boxspring,surmatelas
Esstisch,Stuhl,Schreibtisch,Couchtisch,Barhocker | table à manger,chaise,bureau,table basse,tabouret de bar
Kleiderschrank,Kommode,Regal,Büchergestell,Sideboard | armoire,commode,étagère,bibliothèque,buffet
Gartenstuhl,Gartentisch,Sonnenschirm,Liegestuhl,Hängematte | chaise de jardin,table de jardin,parasol,chaise longue,hamac
Kinderbett,Wickelkommode,Hochstuhl,Laufgitter,Etagenbett | lit enfant,table à langer,chaise haute,parc bébé,lit superposé
+ Leuchten und Deko | Dekoration,Leuchte | décoration,luminaire | klein,Glas,weiß,für innen | petit,verre,blanc,intérieur | 1 Stk,2 Stk,3 Stk,40cm | 24 | furniture online
Lampe,Stehlampe,Deckenleuchte,Tischlampe,Pendelleuchte | lampe,lampadaire,plafonnier,lampe de table,suspension
Kerzen,Duftkerze,Teelichter,Kerzenständer,Stabkerzen | bougies,bougie parfumée,bougies chauffe-plat,bougeoir,cierges
Vase,Bilderrahmen,Spiegel,Wanduhr,Windlicht | vase,cadre photo,miroir,horloge murale,photophore
Teppich,Fußmatte,Läufer,Badematte,Kinderteppich | tapis,paillasson,tapis de couloir,tapis de bain,tapis enfant
+ Heimtextilien | Textil,Wäsche | textile,linge | Baumwolle,weich,bügelfrei,160x210 | coton,doux,sans repassage,160x210 | 1 Stk,2 Stk,65x65,160x210 | 29 | furniture online
Bettwäsche,Duvetbezug,Fixleintuch,Spannbettlaken,Kissenbezug | linge de lit,housse de couette,drap-housse,drap,taie d'oreiller
Bettdecke,Kopfkissen,Duvet,Daunendecke,Wolldecke | couette,oreiller,duvet,couette en plumes,couverture de laine
Handtuch,Badetuch,Waschlappen,Frottiertuch,Saunatuch | serviette de bain,drap de bain,gant de toilette,linge éponge,linge de sauna
Vorhang,Gardine,Rollo,Tischtuch,Verdunkelungsvorhang | rideau,voilage,store,nappe,rideau occultant
- Geräte und Geschirr
+ Großgeräte | Gerät,Haushaltsgerät | appareil,électroménager | freistehend,Einbau,sparsam,silber | pose libre,encastrable,économique,argent | 1 Stk,60cm,7kg,8kg | 420 | electronics online
Waschmaschine,Wäschetrockner,Waschturm,Toplader,Waschtrockner | lave-linge,sèche-linge,colonne de lavage,lave-linge top,lave-linge séchant
Kühlschrank,Gefrierschrank,Gefriertruhe,Kühlkombination,Weinkühler | réfrigérateur,congélateur,congélateur bahut,combiné froid,cave à vin
Backofen,Kochfeld,Dunstabzug,Herd,Dampfgarer | four,table de cuisson,hotte,cuisinière,four vapeur
Geschirrspüler,Spülmaschine,Abwaschmaschine,Tischgeschirrspüler,Spülkorb | lave-vaisselle,machine à vaisselle,lave-vaisselle compact,mini lave-vaisselle,panier à couverts
Staubsauger,Saugroboter,Akkusauger,Dampfreiniger,Nasssauger | aspirateur,robot aspirateur,aspirateur balai,nettoyeur vapeur,aspirateur à eau
+ Kleingeräte | Küchengerät | appareil de cuisine | 1000 Watt,edelstahl,kompakt,mit Timer | 1000 watts,inox,compact,avec minuterie | 1 Stk,1.7l,2l,800W | 58 | electronics online
Kaffeemaschine,Wasserkocher,Milchaufschäumer,Espressomaschine,Kaffeemühle | machine à café,bouilloire,mousseur à lait,machine à espresso,moulin à café
Toaster,Waffeleisen,Raclettegerät,Tischgrill,Heißluftfritteuse | grille-pain,gaufrier,four à raclette,grill de table,friteuse à air
Mixer,Stabmixer,Küchenmaschine,Handrührgerät,Standmixer | mixeur,mixeur plongeant,robot de cuisine,batteur,blender
Ventilator,Heizlüfter,Luftbefeuchter,Klimagerät,Luftreiniger | ventilateur,radiateur soufflant,humidificateur,climatiseur,purificateur d'air
+ Geschirr und Küche | Küche,Geschirr | cuisine,vaisselle | edelstahl,spülmaschinenfest,Set,beschichtet | inox,lavable en machine,set,antiadhésif | 1 Stk,4 Stk,6 Stk,24cm | 17 | furniture supermarket
Teller,Schüssel,Tasse,Kaffeebecher,Suppenteller | assiette,bol,tasse,mug,assiette creuse
Weinglas,Trinkglas,Karaffe,Bierglas,Sektglas | verre à vin,verre à eau,carafe,chope,flûte à champagne
Bratpfanne,Kochtopf,Auflaufform,Schmortopf,Wok | poêle,casserole,plat à gratin,cocotte,wok
Besteck,Küchenmesser,Schere,Kochlöffel,Sparschäler | couverts,couteau de cuisine,ciseaux,cuillère en bois,éplucheur
Backform,Backpapier,Alufolie,Frischhaltefolie,Gefrierbeutel | moule à gâteau,papier cuisson,papier alu,film alimentaire,sachets de congélation
- Werkzeug und Verbrauch
+ Werkzeug und Garten | Werkzeug,Garten | outil,jardin | robust,Set,mit Akku,verzinkt | robuste,set,sur batterie,galvanisé | 1 Stk,10 Stk,50 Stk,20l | 22 | diy online
Bohrmaschine,Akkuschrauber,Stichsäge,Winkelschleifer,Bohrhammer | perceuse,visseuse,scie sauteuse,meuleuse,marteau perforateur
Schraubenzieher,Hammer,Zange,Schraubenschlüssel,Wasserwaage | tournevis,marteau,pince,clé plate,niveau à bulle
Schrauben,Nägel,Dübel,Klebeband,Montagekleber | vis,clous,chevilles,ruban adhésif,colle de montage
Glühbirne,Batterien,Verlängerungskabel,Steckdose,Leuchtmittel | ampoule,piles,rallonge,prise,ampoule led
Rasenmäher,Heckenschere,Gartenschlauch,Giesskanne,Laubbläser | tondeuse,taille-haie,tuyau d'arrosage,arrosoir,souffleur à feuilles
Blumenerde,Dünger,Blumentopf,Saatgut,Rasensamen | terreau,engrais,pot de fleurs,semences,graines de gazon
+ Putz- und Waschmittel | Reiniger,Putzmittel | nettoyant,produit ménager | Frischeduft,Nachfüllpack,konzentriert,ökologisch | parfum frais,recharge,concentré,écologique | 500ml,750ml,1.5l,20 Stk | 4.4 | supermarket discounter
Waschmittel,Flüssigwaschmittel,Waschpulver,Colorwaschmittel,Waschcaps | lessive,lessive liquide,lessive en poudre,lessive couleur,capsules de lessive
Weichspüler,Fleckenentferner,Wäscheparfüm,Bleichmittel,Hygienespüler | adoucissant,détachant,parfum de linge,eau de javel,désinfectant linge
Geschirrspülmittel,Spülmaschinentabs,Klarspüler,Regeneriersalz,Spülmittel | liquide vaisselle,tablettes lave-vaisselle,liquide de rinçage,sel régénérant,produit vaisselle
Allzweckreiniger,Glasreiniger,Badreiniger,WC-Reiniger,Entkalker | nettoyant multi-usage,nettoyant vitres,nettoyant salle de bain,gel wc,détartrant
Putzlappen,Schwamm,Besen,Mikrofasertuch,Wischmopp | chiffon,éponge,balai,microfibre,serpillière
Abfallsäcke,Müllbeutel,Kehrichtsack,Gebührensack,Kompostbeutel | sacs poubelle,sachets poubelle,sac à ordures,sac taxé,sachets compost
Haushaltspapier,Küchenrolle,Papierservietten,Servietten,Kosmetiktücher | papier ménage,essuie-tout,serviettes en papier,serviettes,mouchoirs en boîte
`;
